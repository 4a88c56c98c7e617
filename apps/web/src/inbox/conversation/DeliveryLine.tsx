import type { Message } from '@cordboard/api-contract/messages'
import { Check, CheckCheck, CircleAlert, Clock, Copy, RotateCcw, TriangleAlert, type LucideIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { exactTime, messageTime } from '../../i18n/format.ts'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { useT } from '../../i18n/translate.ts'
import { patchMessage } from '../../live/patch.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { tip } from '../../ui/tip.ts'
import { showToast } from '../../ui/toast-store.ts'
import { copyText } from './copy-text.ts'
import { RefusedRecipients } from './RefusedRecipients.tsx'

const ConfirmResend = lazy(async () => ({ default: (await import('./ConfirmResend.tsx')).ConfirmResend }))

type Delivery = NonNullable<Message['delivery']>

const icons: Record<Delivery['state'], LucideIcon> = {
  queued: Clock,
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
  unconfirmed: TriangleAlert,
}

const looks: Partial<Record<Delivery['state'], string>> = {
  failed: 'text-danger',
  unconfirmed: 'text-warn',
  read: 'text-accent-text',
}

/** What is known of a reply's way out, in words, and what can be done about it. */
export function DeliveryLine({ message, delivery }: { message: Message; delivery: Delivery }) {
  const t = useT()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const { state, detail, sentence, technical, nextAttemptAt, resend } = delivery
  const Icon = icons[state]
  const copies = [...message.cc, ...message.bcc]
  const needsSomebody = state === 'failed' || state === 'unconfirmed'
  const isHeldUp = state === 'queued' && detail !== null

  async function sendAgain(acceptDuplicate: boolean): Promise<void> {
    setBusy(true)
    try {
      patchMessage(await api.messages.retry({ id: message.id, acceptDuplicate }))
    } catch (error) {
      showToast({ text: errorSentence(error, t), tone: 'danger' })
    } finally {
      setBusy(false)
      setAsking(false)
    }
  }

  return (
    <div
      role={needsSomebody ? 'alert' : undefined}
      className={`flex max-w-full flex-wrap items-center justify-end gap-x-2 text-xs ${looks[state] ?? (isHeldUp ? 'text-warn' : 'text-fg-muted')}`}
    >
      <span className="flex min-h-6 items-center gap-1" {...tip(exactTime(delivery.at))}>
        <Icon size={14} aria-hidden="true" />
        {t(`delivery.${state}`)}
      </span>
      {copies.length > 0 && <span {...tip(copies.join(', '))}>{t('delivery.copies', { count: copies.length })}</span>}
      {detail !== null && (needsSomebody || isHeldUp) && (
        <span title={technical ?? undefined} className="text-end wrap-anywhere">
          <ServerSentence english={detail} sentence={sentence} />
        </span>
      )}
      {needsSomebody && technical !== null && (
        <code translate="no" className="line-clamp-3 basis-full text-end text-fg-faint wrap-anywhere">
          {technical}
        </code>
      )}
      {isHeldUp && nextAttemptAt !== null && (
        <span>{t('delivery.nextAttempt', { time: messageTime(nextAttemptAt) })}</span>
      )}
      {(needsSomebody || resend !== 'no') && (
        <span className="flex flex-wrap justify-end gap-x-3">
          {resend === 'safe' && (
            <LinkButton disabled={busy} onClick={() => void sendAgain(false)}>
              <RotateCcw size={12} aria-hidden="true" />
              {t('action.retry')}
            </LinkButton>
          )}
          {resend === 'may_duplicate' && (
            <LinkButton disabled={busy} onClick={() => setAsking(true)}>
              <RotateCcw size={12} aria-hidden="true" />
              {t('delivery.sendAgain')}
            </LinkButton>
          )}
          {needsSomebody && (
            <LinkButton onClick={() => void copyText(message.body.text, t)}>
              <Copy size={12} aria-hidden="true" />
              {t('action.copyText')}
            </LinkButton>
          )}
        </span>
      )}
      {delivery.refused.length > 0 && <RefusedRecipients refused={delivery.refused} />}
      {asking && (
        <Suspense>
          <ConfirmResend busy={busy} onConfirm={() => void sendAgain(true)} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  )
}
