import type { Conversation } from '@cordboard/api-contract/conversations'
import { useT } from '../../i18n/translate.ts'
import type { Draft } from '../../state/drafts.ts'
import { ModeSwitch } from './ModeSwitch.tsx'

/** Whether it is a reply or a note, and who gets it: nobody the agent does not see here. */
export function ComposerHead({
  row,
  mode,
  onMode,
}: {
  row: Conversation
  mode: Draft['mode']
  onMode: (mode: Draft['mode']) => void
}) {
  const t = useT()
  const words =
    mode === 'note'
      ? t('composer.noteHint')
      : t('composer.recipients', { address: row.contact.address, account: row.account.name })
  return (
    <div className="flex min-h-9 items-center gap-3 px-2 pt-2">
      <ModeSwitch mode={mode} onChange={onMode} />
      <p
        title={words}
        className={`min-w-0 flex-1 truncate text-xs ${mode === 'note' ? 'text-note-fg' : 'text-fg-muted'}`}
      >
        {words}
      </p>
    </div>
  )
}
