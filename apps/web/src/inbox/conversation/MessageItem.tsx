import type { Channel } from '@cordboard/api-contract/channels'
import type { Message } from '@cordboard/api-contract/messages'
import { Lock } from 'lucide-react'
import { memo } from 'react'
import { exactTime, messageTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { tip } from '../../ui/tip.ts'
import { AnsweredMessage } from './AnsweredMessage.tsx'
import { Attachments } from './Attachments.tsx'
import { ChangeLine } from './ChangeLine.tsx'
import { DeliveryLine } from './DeliveryLine.tsx'
import { EditedMark } from './EditedMark.tsx'
import { ForwardedFrom } from './ForwardedFrom.tsx'
import { MailFrame } from './MailFrame.tsx'
import { MessageDetails } from './MessageDetails.tsx'
import { MessageMarks } from './MessageMarks.tsx'
import { MessageMenu } from './MessageMenu.tsx'
import { MessageSigns } from './MessageSigns.tsx'
import { MessageText } from './MessageText.tsx'
import { Reactions } from './Reactions.tsx'
import { SenderProof } from './SenderProof.tsx'
import { UnreadableMessage } from './UnreadableMessage.tsx'
import { WrittenHtml } from './WrittenHtml.tsx'

const looks = {
  inbound: 'border bg-subtle',
  outbound: 'bg-selected',
  note: 'border border-note-line bg-note text-note-fg',
}

type MessageItemProps = {
  message: Message
  isOwn: boolean
  startsUnread: boolean
  /** Of its channel, once known. */
  capabilities: Channel['capabilities'] | undefined
}

/** One entry: the customer's at the left, replies at the right, notes in amber so that nobody takes them for a reply. */
export const MessageItem = memo(function MessageItem({ message, isOwn, startsUnread, capabilities }: MessageItemProps) {
  const t = useT()
  const { direction, kind, body, author } = message
  const name = author.name ?? author.address ?? t(author.type === 'system' ? 'message.desk' : 'message.unknownAuthor')
  // What we wrote ourselves needs no frame.
  const frameUrl = kind === 'message' && direction === 'inbound' ? body.frameUrl : null
  const isFrame = frameUrl !== null
  const files = message.attachments.filter((file) => !file.inline || !isFrame)
  return (
    <li data-message={message.clientId ?? message.id} className="flex flex-col">
      {startsUnread && (
        <div className="mb-4 flex items-center gap-3 text-xs font-medium text-accent-text">
          <span className="h-px flex-1 bg-accent/50" />
          {t('thread.unreadFromHere')}
          <span className="h-px flex-1 bg-accent/50" />
        </div>
      )}
      <article
        aria-label={t('message.by', { name })}
        data-message-id={message.id}
        tabIndex={-1}
        className={`flex max-w-full flex-col gap-1 ${direction === 'inbound' ? 'items-start pr-10 max-rail:pr-4' : 'items-end pl-10 max-rail:pl-4'}`}
      >
        <header className="flex max-w-full flex-wrap items-center gap-x-1.5 text-xs text-fg-muted">
          {direction === 'note' && <Lock size={12} aria-hidden="true" />}
          <span className="truncate font-medium text-fg">{isOwn ? t('message.you', { name }) : name}</span>
          {direction === 'note' && <span>{t('message.note')}</span>}
          <SenderProof message={message} />
          <time dateTime={message.occurredAt} {...tip(exactTime(message.occurredAt))} className="tabular-nums">
            {messageTime(message.occurredAt)}
          </time>
          <MessageSigns message={message} capabilities={capabilities} />
          {message.automation !== 'none' && <Badge>{t(`automation.${message.automation}`)}</Badge>}
          <MessageMarks marks={message.marks} />
          <MessageDetails message={message} />
          {capabilities && <MessageMenu message={message} capabilities={capabilities} />}
          {message.editedAt !== null && <EditedMark id={message.id} editedAt={message.editedAt} />}
        </header>
        {message.answers && <AnsweredMessage answers={message.answers} />}
        {message.forwardedFrom && <ForwardedFrom message={message} author={message.forwardedFrom} />}
        {kind === 'unreadable' ? (
          <UnreadableMessage message={message} />
        ) : (
          <div
            className={`min-w-0 max-w-full overflow-hidden rounded-lg ${isFrame ? 'w-full border bg-white' : `px-3 py-2 ${looks[direction]}`}`}
          >
            {frameUrl !== null ? (
              <MailFrame body={body} frameUrl={frameUrl} name={name} />
            ) : direction === 'outbound' && body.html !== null ? (
              <WrittenHtml html={body.html} />
            ) : (
              <MessageText body={body} marked={direction === 'note'} />
            )}
          </div>
        )}
        {files.length > 0 && <Attachments files={files} />}
        {message.reactions.length > 0 && <Reactions reactions={message.reactions} />}
        {message.change && <ChangeLine messageId={message.id} change={message.change} />}
        {message.delivery && <DeliveryLine message={message} delivery={message.delivery} />}
      </article>
    </li>
  )
})
