import { useLingui } from '@lingui/react'
import { exactTime } from '../i18n/format.ts'
import { tip } from '../ui/tip.ts'
import { relativeTime } from './relative-time.ts'

/** How long ago; the exact moment is in its tooltip. */
export function RelativeTime({ time }: { time: string }) {
  const { i18n } = useLingui()
  return (
    <time dateTime={time} {...tip(exactTime(time))} className="whitespace-nowrap">
      {relativeTime(time, i18n.locale)}
    </time>
  )
}
