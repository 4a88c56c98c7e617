import { Check } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'

/** The way through a form of several stages, and where one stands. */
export function Stages({ stages, current }: { stages: readonly string[]; current: number }) {
  const t = useT()
  return (
    <ol aria-label={t('connect.stages')} className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm">
      {stages.map((words, index) => (
        <li
          key={words}
          aria-current={index === current ? 'step' : undefined}
          className="flex items-center gap-2 text-fg-muted aria-[current=step]:font-medium aria-[current=step]:text-fg"
        >
          <span
            aria-hidden="true"
            className={`flex size-5 items-center justify-center rounded-full text-xs tabular-nums ${index < current ? 'bg-ok-bg text-ok' : index === current ? 'bg-accent text-on-accent' : 'bg-muted text-fg-muted'}`}
          >
            {index < current ? <Check size={12} /> : index + 1}
          </span>
          {t(words)}
        </li>
      ))}
    </ol>
  )
}
