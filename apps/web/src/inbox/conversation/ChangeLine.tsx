import type { Message } from '@cordboard/api-contract/messages'
import { CircleAlert, Clock } from 'lucide-react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { useT } from '../../i18n/translate.ts'
import { patchMessage } from '../../live/patch.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { showToast } from '../../ui/toast-store.ts'

type ChangeLineProps = { messageId: string; change: NonNullable<Message['change']> }

/** What was asked to become of a sent reply: that it is under way, or why it came to nothing. */
export function ChangeLine({ messageId, change: { kind, state, detail, sentence } }: ChangeLineProps) {
  const t = useT()
  const isFailed = state === 'failed'
  const Icon = isFailed ? CircleAlert : Clock

  async function forget(): Promise<void> {
    try {
      patchMessage(await api.messages.forgetChange({ id: messageId }))
    } catch (error) {
      showToast({ text: errorSentence(error, t), tone: 'danger' })
    }
  }

  return (
    <div
      role="status"
      className={`flex flex-wrap items-center justify-end gap-x-1.5 text-xs ${isFailed ? 'text-danger' : 'text-fg-muted'}`}
    >
      <Icon size={14} aria-hidden="true" />
      <span>{t(`change.${kind}.${state}`)}</span>
      {detail !== null && (
        <span className="wrap-anywhere">
          <ServerSentence english={detail} sentence={sentence} />
        </span>
      )}
      {isFailed && <LinkButton onClick={() => void forget()}>{t('change.dismiss')}</LinkButton>}
    </div>
  )
}
