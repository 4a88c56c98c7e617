import { CircleAlert, Clock, CloudOff, Copy, Pencil, RotateCcw } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { changeEntry, removeEntry, type OutboxEntry } from '../../outbox/outbox.ts'
import { wakeOutbox } from '../../outbox/run-outbox.ts'
import { useConnection } from '../../state/connection.ts'
import { useMe } from '../../state/me.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { returnToComposer } from '../composer/return-text.ts'
import { copyText } from './copy-text.ts'
import { MessageText } from './MessageText.tsx'

/** What the agent has sent and the server has not taken yet: shown in its place at once. */
export function OutboxItem({ entry }: { entry: OutboxEntry }) {
  const t = useT()
  const me = useMe()
  const isLive = useConnection((state) => state.live)
  const look = entry.mode === 'note' ? 'border border-note-line bg-note text-note-fg' : 'bg-selected'
  const isOffline = entry.state === 'waiting' && isLive === false
  return (
    <li data-message={entry.clientId} className="flex flex-col items-end gap-1 pl-10 max-rail:pl-4">
      <p className="text-xs font-medium">{t('message.you', { name: me.name })}</p>
      <div
        className={`max-w-full min-w-0 rounded-lg px-3 py-2 ${look} ${entry.state === 'refused' ? 'ring-1 ring-danger' : 'opacity-80'}`}
      >
        <MessageText body={{ text: entry.text, textFold: null }} marked />
        {[...entry.cc, ...entry.bcc].length > 0 && (
          <p className="text-xs text-fg-muted">{[...entry.cc, ...entry.bcc].join(', ')}</p>
        )}
        {entry.attachments.map((file) => (
          <p key={file.id} className="text-xs text-fg-muted">
            {file.fileName}
          </p>
        ))}
      </div>
      {entry.state === 'refused' ? (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-x-2 text-xs text-danger">
          <CircleAlert size={14} aria-hidden="true" />
          {t('outbox.refused', { reason: entry.reason ?? '' })}
          <span className="flex flex-wrap justify-end gap-x-3">
            <LinkButton
              onClick={() => {
                changeEntry(entry.clientId, { state: 'waiting', reason: null })
                wakeOutbox()
              }}
            >
              <RotateCcw size={12} aria-hidden="true" />
              {t('action.retry')}
            </LinkButton>
            <LinkButton
              onClick={() => {
                returnToComposer(entry)
                removeEntry(entry.clientId)
              }}
            >
              <Pencil size={12} aria-hidden="true" />
              {t('action.edit')}
            </LinkButton>
            <LinkButton onClick={() => void copyText(entry.text, t)}>
              <Copy size={12} aria-hidden="true" />
              {t('action.copyText')}
            </LinkButton>
          </span>
        </div>
      ) : (
        <p className="flex min-h-6 items-center gap-1 text-xs text-fg-muted">
          {isOffline ? <CloudOff size={14} aria-hidden="true" /> : <Clock size={14} aria-hidden="true" />}
          {t(isOffline ? 'outbox.offline' : 'outbox.sending')}
        </p>
      )}
    </li>
  )
}
