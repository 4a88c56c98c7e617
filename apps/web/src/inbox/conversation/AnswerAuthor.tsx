import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../api/client.ts'
import { conversationQuery, conversationsWithQuery } from '../../api/conversations.ts'
import { errorSentence } from '../../api/error.ts'
import { shortTime } from '../../i18n/format.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useGo, usePlace } from '../place.ts'
import type { Author } from './ForwardedFrom.tsx'

const forwardPrefix = /^\s*(?:fwd?|fw|wg|tr|rv|转发|轉寄)\s*[:：]\s*/i
const formId = 'answer-author'

type AnswerAuthorProps = { message: Message; author: Author; onClose: () => void }

/** Writes to whoever wrote what a colleague forwarded, or goes to the conversation there already is with them. */
export function AnswerAuthor({ message, author, onClose }: AnswerAuthorProps) {
  const t = useT()
  const { filter } = usePlace()
  const { toConversation } = useGo()
  const { data: here } = useQuery(conversationQuery(message.conversationId))
  const [subject, setSubject] = useState(message.subject?.replace(forwardPrefix, '') ?? '')
  const [text, setText] = useState('')
  const [clientId] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  function open(id: string): void {
    onClose()
    toConversation(id, filter)
  }

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!here || text.trim() === '') return
    setBusy(true)
    try {
      const to = { account: here.account.id, to: author.address, clientId }
      open((await api.conversations.start({ ...to, text, ...(subject.trim() !== '' && { subject }) })).id)
    } catch (failure) {
      setError(errorSentence(failure, t))
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t('forwarded.title', { name: author.name ?? author.address })}
      onClose={onClose}
      width="wide"
      actions={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" type="submit" form={formId} disabled={busy || !here || text.trim() === ''}>
            {t('forwarded.start')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void start(event)} className="flex flex-col gap-3">
        {error !== null && (
          <Banner tone="danger" alert>
            {error}
          </Banner>
        )}
        <p className="text-fg-muted">{t('forwarded.hint', { address: author.address })}</p>
        {here && <Known channel={here.account.channel} address={author.address} onOpen={open} />}
        <TextField
          label={t('forwarded.subject')}
          value={subject}
          maxLength={500}
          onChange={({ target }) => setSubject(target.value)}
        />
        <TextArea label={t('forwarded.text')} value={text} rows={6} onChange={({ target }) => setText(target.value)} />
      </form>
    </Dialog>
  )
}

/** What there already is with that address; nothing where there is none. */
function Known({ channel, address, onOpen }: { channel: string; address: string; onOpen: (id: string) => void }) {
  const t = useT()
  const { data = [] } = useQuery(conversationsWithQuery(channel, address))
  if (data.length === 0) return null
  return (
    <section aria-label={t('forwarded.known')} className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">{t('forwarded.known')}</h3>
      <ul className="flex flex-col">
        {data.map((row: Conversation) => (
          <li key={row.id}>
            <button
              type="button"
              onClick={() => onOpen(row.id)}
              className="flex w-full items-baseline gap-2 rounded-md px-2 py-1 text-left hover:bg-hover pointer-coarse:py-2.5"
            >
              <span className="min-w-0 flex-1 truncate">
                {row.subject ?? inWords(row.snippet, row.snippetSentence, t)}
              </span>
              <span className="text-xs text-fg-muted tabular-nums">
                {t(`status.${row.status}`)} · {shortTime(row.lastActivityAt)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
