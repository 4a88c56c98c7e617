import { useT } from '../../i18n/translate.ts'

type LengthCounterProps = {
  /** As the channel counts. */
  length: number
  max: number
  /** What is too long becomes several messages. */
  divides: boolean
}

const shownFrom = 0.85

/** How much of what a channel takes is used; only near the limit. */
export function LengthCounter({ length, max, divides }: LengthCounterProps) {
  const t = useT()
  if (length < max * shownFrom) return null
  if (divides && length > max)
    return <span className="text-xs text-fg-muted">{t('composer.parts', { count: Math.ceil(length / max) })}</span>
  return (
    <span
      className={`text-xs tabular-nums ${length > max ? 'font-medium text-danger' : 'text-fg-muted'}`}
    >{`${length} / ${max}`}</span>
  )
}
