import type { Conversation } from '@cordboard/api-contract/conversations'
import { ArrowLeft, Check, MailWarning, PanelRight, RotateCcw } from 'lucide-react'
import { keysOf } from '../../commands/commands.ts'
import { runCommand } from '../../commands/handlers.ts'
import { dayAndTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { tip } from '../../ui/tip.ts'
import { useGo } from '../place.ts'
import { contactName } from '../unread.ts'
import type { ListFilter } from '../views.ts'
import { AssignMenu } from './AssignMenu.tsx'
import { SnoozeMenu } from './SnoozeMenu.tsx'
import { useConversationCommands } from './use-conversation-commands.ts'

/** What the conversation is about, and what can be done with it. */
export function ConversationHeader({ row, filter }: { row: Conversation | undefined; filter: ListFilter }) {
  const t = useT()
  const { toList } = useGo()
  return (
    <header className="@container flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 border-b px-4 max-rail:px-2 max-rail:pb-1">
      <span className="rail:hidden">
        <IconButton label={t('command.back')} onClick={() => toList(filter)}>
          <ArrowLeft size={18} />
        </IconButton>
      </span>
      <div className="flex min-w-0 flex-1 flex-col py-1.5">
        {row ? (
          <>
            <h1 className="truncate font-semibold" title={row.subject ?? undefined}>
              {row.subject ?? contactName(row)}
            </h1>
            <p className="truncate text-xs text-fg-muted">
              {row.contact.isGroup && <Badge>{t('row.group')}</Badge>} #{row.id} · {row.account.name} ·{' '}
              {statusWords(row, t)}
            </p>
          </>
        ) : (
          <Skeleton className="w-48" />
        )}
      </div>
      {row && <Actions row={row} filter={filter} />}
    </header>
  )
}

function statusWords(row: Conversation, t: ReturnType<typeof useT>): string {
  if (row.status === 'snoozed' && row.snoozedUntil !== null)
    return t('status.snoozedUntil', { time: dayAndTime(row.snoozedUntil) })
  return t(`status.${row.status}`)
}

function Actions({ row, filter }: { row: Conversation; filter: ListFilter }) {
  const t = useT()
  useConversationCommands(row, filter)
  const isResolved = row.status === 'resolved'
  return (
    <div className="flex items-center gap-1 max-rail:w-full max-rail:justify-between">
      <AssignMenu row={row} />
      <SnoozeMenu row={row} filter={filter} />
      <IconButton label={t('command.markUnread')} keys={keysOf('markUnread')} onClick={() => runCommand('markUnread')}>
        <MailWarning size={16} />
      </IconButton>
      <span className="wide:hidden">
        <IconButton
          label={t('command.toggleContext')}
          keys={keysOf('toggleContext')}
          onClick={() => runCommand('toggleContext')}
        >
          <PanelRight size={16} />
        </IconButton>
      </span>
      <Button
        look={isResolved ? 'secondary' : 'primary'}
        className="ml-1"
        icon={
          isResolved ? (
            <RotateCcw size={15} aria-hidden="true" />
          ) : (
            <Check size={16} aria-hidden="true" className="hidden max-nav:block" />
          )
        }
        onClick={() => runCommand(isResolved ? 'reopen' : 'resolve')}
        {...tip(t(isResolved ? 'command.reopen' : 'command.resolve'), keysOf(isResolved ? 'reopen' : 'resolve'))}
      >
        {t(isResolved ? 'command.reopen' : 'command.resolve')}
        {!isResolved && (
          <span className="max-nav:hidden [&_kbd]:border-on-accent/40 [&_kbd]:bg-transparent [&_kbd]:text-on-accent">
            <Keys keys="e" />
          </span>
        )}
      </Button>
    </div>
  )
}
