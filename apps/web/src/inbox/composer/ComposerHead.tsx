import type { Channel } from '@cordboard/api-contract/channels'
import type { Conversation } from '@cordboard/api-contract/conversations'
import { useQuery } from '@tanstack/react-query'
import { channelsQuery } from '../../api/directory.ts'
import { keysOf } from '../../commands/commands.ts'
import { type Translate, useT } from '../../i18n/translate.ts'
import type { Draft } from '../../state/drafts.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { tip } from '../../ui/tip.ts'
import { ModeSwitch } from './ModeSwitch.tsx'
import type { Recipients } from './use-recipients.ts'

type ComposerHeadProps = {
  row: Conversation
  mode: Draft['mode']
  onMode: (mode: Draft['mode']) => void
  people: Recipients | null
}

/** Whether it is a reply or a note, and who gets it: nobody the agent does not see here. */
export function ComposerHead({ row, mode, onMode, people }: ComposerHeadProps) {
  const t = useT()
  const isNote = mode === 'note'
  const { data: channels } = useQuery(channelsQuery)
  const threading = channels?.find(({ id }) => id === row.account.channel)?.capabilities.threading
  const words = isNote ? t('composer.noteHint') : whomWords(row, { threading, t })
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 px-2 pt-2">
      <ModeSwitch mode={mode} onChange={onMode} />
      {/* Whom it goes to is never cut off for the sake of a button: on a phone it has a line of its own. */}
      <p
        title={words}
        className={`min-w-0 flex-1 truncate text-xs ${isNote ? 'text-note-fg' : 'px-1 text-fg-muted max-rail:order-last max-rail:basis-full rail:px-0'}`}
      >
        {words}
      </p>
      {people && !isNote && (
        <span className="flex shrink-0 gap-x-3 pr-1 text-xs text-fg-muted max-rail:ml-auto">
          {people.others.length > 0 && (
            <LinkButton {...tip(people.others.join(', '), keysOf('replyAll'))} onClick={people.replyToAll}>
              {t('composer.replyToAll', { count: people.others.length + people.chosen.cc.length + 1 })}
            </LinkButton>
          )}
          {!people.isOpen && <LinkButton onClick={people.open}>{t('composer.copies')}</LinkButton>}
        </span>
      )}
    </div>
  )
}

type Threading = Channel['capabilities']['threading'] | undefined

/** A mail's address says it all; what a chat knows somebody by is often but a number. */
function whomWords(
  { contact, account }: Conversation,
  { threading, t }: { threading: Threading; t: Translate },
): string {
  const isNamed = threading !== undefined && threading !== 'headers' && contact.name !== null
  if (!isNamed || contact.name === contact.address)
    return t('composer.recipients', { address: contact.address, account: account.name })
  return t('composer.namedRecipient', { name: contact.name, address: contact.address, account: account.name })
}
