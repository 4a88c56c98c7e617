import { Inbox } from 'lucide-react'
import { useT } from '../i18n/translate.ts'
import { Keys } from '../ui/Keys.tsx'

const hints = ['j', 'r', 'e', 'mod+k', '?'] as const
const names = {
  j: 'command.next',
  r: 'command.reply',
  e: 'command.resolve',
  'mod+k': 'command.palette',
  '?': 'command.shortcuts',
}

/** The place of the conversation before one is chosen; it teaches the keys meanwhile. */
export function NothingOpen() {
  const t = useT()
  return (
    <div className="m-auto flex flex-col items-center gap-5 p-8 text-fg-muted">
      <Inbox size={36} strokeWidth={1.25} aria-hidden="true" className="text-fg-faint" />
      <p>{t('conversation.noneOpen')}</p>
      <dl className="grid grid-cols-[auto_auto] gap-x-6 gap-y-1.5 text-sm pointer-coarse:hidden">
        {hints.map((keys) => (
          <div key={keys} className="contents">
            <dt>{t(names[keys])}</dt>
            <dd className="text-right">
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
