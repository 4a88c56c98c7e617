import type { Message } from '@cordboard/api-contract/messages'
import { ChevronDown } from 'lucide-react'
import { lazy, Suspense, useId, useState } from 'react'
import { apiUrl } from '../../api/prefix.ts'
import { exactTime } from '../../i18n/format.ts'
import { type Translate, useT } from '../../i18n/translate.ts'
import { tip } from '../../ui/tip.ts'

const MessageTrail = lazy(async () => ({ default: (await import('./MessageTrail.tsx')).MessageTrail }))

/** From, to, when, and the bytes as they came: folded away until somebody doubts. */
export function MessageDetails({ message }: { message: Message }) {
  const t = useT()
  const id = useId()
  const [open, setOpen] = useState(false)
  if (message.direction === 'note') return null
  const facts = [
    [t('details.from'), message.author.address ?? message.author.name ?? ''],
    [t('details.proof'), proofWords(message, t)],
    [t('details.to'), message.to.join(', ')],
    [t('details.cc'), message.cc.join(', ')],
    [t('details.replyTo'), message.replyTo.join(', ')],
    [t('details.bcc'), message.bcc.join(', ')],
    [t('details.subject'), message.subject ?? ''],
    [t('details.time'), exactTime(message.occurredAt)],
  ].filter(([, value]) => value !== '')
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={t('details.show')}
        {...tip(t('details.show'))}
        onClick={() => setOpen(!open)}
        className="-my-1 flex size-6 items-center justify-center rounded-sm text-fg-faint hover:bg-hover hover:text-fg pointer-coarse:size-11"
      >
        <ChevronDown size={14} className={open ? 'rotate-180' : ''} />
      </button>
      {open && (
        <div id={id} className="mb-1 w-full rounded-md bg-subtle p-2">
          <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd className="wrap-anywhere text-fg">{value}</dd>
              </div>
            ))}
            <Suspense>
              <MessageTrail id={message.id} version={message.delivery?.at ?? ''} />
            </Suspense>
          </dl>
          {message.rawUrl !== null && (
            <a
              href={apiUrl(message.rawUrl)}
              download
              className="mt-1 inline-block text-accent-text underline underline-offset-2"
            >
              {t('details.raw')}
            </a>
          )}
        </div>
      )}
    </>
  )
}

function proofWords({ senderProof, author }: Message, t: Translate): string {
  const address = author.address ?? ''
  if (address === '' || senderProof === null) return ''
  if (senderProof === 'refuted') return t('proof.refuted')
  return t(senderProof === 'proven' ? 'proof.provenHint' : 'proof.claimedHint', { address })
}
