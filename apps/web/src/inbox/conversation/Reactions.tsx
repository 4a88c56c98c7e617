import type { Message } from '@cordboard/api-contract/messages'
import { useT } from '../../i18n/translate.ts'
import { tip } from '../../ui/tip.ts'

/** Signs people have put on a message, each with how many and who. */
export function Reactions({ reactions }: { reactions: Message['reactions'] }) {
  const t = useT()
  const bySign = new Map<string, string[]>()
  for (const { name, signs } of reactions) {
    for (const sign of signs) bySign.set(sign, [...(bySign.get(sign) ?? []), name ?? t('message.unknownAuthor')])
  }
  return (
    <ul aria-label={t('message.reactions')} className="flex flex-wrap gap-1">
      {[...bySign].map(([sign, names]) => (
        <li
          key={sign}
          {...tip(names.join(', '))}
          className="inline-flex h-6 items-center gap-1 rounded-full border bg-bg px-2 text-xs"
        >
          {sign}
          {names.length > 1 && <span className="text-fg-muted tabular-nums">{names.length}</span>}
          <span className="sr-only">{names.join(', ')}</span>
        </li>
      ))}
    </ul>
  )
}
