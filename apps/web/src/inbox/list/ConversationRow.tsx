import type { Conversation } from '@cordboard/api-contract/conversations'
import { Clock } from 'lucide-react'
import { memo, type MouseEvent } from 'react'
import { dayAndTime, shortTime } from '../../i18n/format.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT, type Translate } from '../../i18n/translate.ts'
import { useDrafts } from '../../state/drafts.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { tip } from '../../ui/tip.ts'
import { LinkedMark } from '../LinkedMark.tsx'
import { contactName, isUnread } from '../unread.ts'

/** Pixels. */
export const rowHeight = 72

type RowProps = {
  row: Conversation
  position: number
  total: number
  isCurrent: boolean
  isMine: boolean
  onOpen: (row: Conversation) => void
}

/** One conversation of a list. Unread is bold and a dot, never colour alone; the open one has a bar as well as a ground. */
export const ConversationRow = memo(function ConversationRow({
  row,
  position,
  total,
  isCurrent,
  isMine,
  onOpen,
}: RowProps) {
  const t = useT()
  const draft = useDrafts((drafts) => drafts[row.id]?.text)
  const unread = isUnread(row)

  function onClick(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey) window.open(`/c/${row.id}`, '_blank')
    else onOpen(row)
  }

  return (
    <div
      id={`row-${row.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={false}
      aria-current={isCurrent ? 'true' : undefined}
      aria-posinset={position}
      aria-setsize={total}
      onClick={onClick}
      style={{ height: rowHeight }}
      className={`relative flex cursor-pointer flex-col justify-center border-b px-3 -outline-offset-2 ${
        isCurrent
          ? 'bg-selected group-focus-visible/list:outline-2 group-focus-visible/list:-outline-offset-2 group-focus-visible/list:outline-focus before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent'
          : 'hover:bg-hover'
      }`}
    >
      <div className="flex items-center gap-2">
        <span className="icon-mask text-fg-faint" data-channel={row.account.channel} />
        <span className={`min-w-0 flex-1 truncate ${unread ? 'font-semibold' : ''}`}>{contactName(row)}</span>
        {unread && <span className="sr-only">{t('row.unread')}</span>}
        <RowTime row={row} />
      </div>
      <div className={`truncate text-sm ${unread ? 'font-medium' : ''}`}>
        {row.subject ?? <Preview row={row} draft={draft} t={t} />}
      </div>
      <div className="flex h-5 items-center gap-1.5">
        <span className="min-w-0 flex-1 truncate text-xs text-fg-muted">
          {/* Chats have no subject: their words stand in its place, once. */}
          {row.subject === null ? row.account.name : <Preview row={row} draft={draft} t={t} />}
        </span>
        {row.contact.isGroup && <Badge>{t('row.group')}</Badge>}
        <LinkedMark because={row.linkedBecause} />
        {row.unsentCount > 0 && <Badge tone="danger">{t('row.unsent')}</Badge>}
        <Labels labels={row.labels} />
        {row.assignee && !isMine && (
          <span {...tip(row.assignee.name)}>
            <Avatar name={row.assignee.name} size="xs" />
            <span className="sr-only">{row.assignee.name}</span>
          </span>
        )}
        {unread && <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-accent" />}
      </div>
    </div>
  )
})

function RowTime({ row }: { row: Conversation }) {
  if (row.status === 'snoozed' && row.snoozedUntil !== null) {
    return (
      <span className="flex shrink-0 items-center gap-1 text-xs text-warn tabular-nums">
        <Clock size={12} aria-hidden="true" />
        {dayAndTime(row.snoozedUntil)}
      </span>
    )
  }
  return <time className="shrink-0 text-xs text-fg-faint tabular-nums">{shortTime(row.lastActivityAt)}</time>
}

function Preview({ row, draft, t }: { row: Conversation; draft: string | undefined; t: Translate }) {
  if (draft) {
    return (
      <>
        <span className="mr-1 text-danger [:lang(zh)_&]:mr-0">{t('row.draft')}</span>
        {draft}
      </>
    )
  }
  if (row.snippetDirection === 'inbound') return inWords(row.snippet, row.snippetSentence, t)
  return (
    <>
      <span className="mr-1 text-fg-faint [:lang(zh)_&]:mr-0">
        {t(row.snippetDirection === 'note' ? 'row.note' : 'row.reply')}
      </span>
      {row.snippet}
    </>
  )
}

function Labels({ labels }: { labels: readonly string[] }) {
  return (
    <>
      {labels.slice(0, 2).map((label) => (
        <span
          key={label}
          className="max-w-20 shrink-0 truncate rounded-sm bg-muted px-1.5 text-xs leading-4.5 text-fg-muted"
        >
          {label}
        </span>
      ))}
      {labels.length > 2 && <span className="shrink-0 text-xs text-fg-faint">+{labels.length - 2}</span>}
    </>
  )
}
