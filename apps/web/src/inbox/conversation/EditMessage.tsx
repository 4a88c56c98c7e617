import type { Channel } from '@cordboard/api-contract/channels'
import type { Message } from '@cordboard/api-contract/messages'
import { onWay } from '@cordboard/core/plan-delivery'
import { lengthOf } from '@cordboard/core/text-length'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { patchMessage } from '../../live/patch.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { LengthCounter } from '../composer/LengthCounter.tsx'

type EditMessageProps = { message: Message; capabilities: Channel['capabilities']; onClose: () => void }

/** Other words for a reply that was sent. */
export function EditMessage({ message, capabilities, onClose }: EditMessageProps) {
  const t = useT()
  const [text, setText] = useState(message.body.text)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const { maxLength, weights } = onWay(capabilities, message.way).body
  const length = lengthOf(text, weights)
  const isSame = text.trim() === '' || text === message.body.text

  async function save(): Promise<void> {
    setBusy(true)
    try {
      patchMessage(await api.messages.edit({ id: message.id, text: text.trim() }))
      onClose()
    } catch (reason) {
      setError(errorSentence(reason, t))
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t('editMessage.title')}
      width="wide"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" disabled={busy || isSame || length > maxLength} onClick={() => void save()}>
            {t('editMessage.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        {error !== undefined && (
          <Banner tone="danger" alert>
            {error}
          </Banner>
        )}
        <textarea
          dir="auto"
          rows={5}
          aria-label={t('editMessage.words')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full resize-y rounded-md border border-line-strong bg-bg px-3 py-2 leading-[1.5] pointer-coarse:text-lg"
        />
        <LengthCounter length={length} max={maxLength} divides={false} />
        <p className="text-sm text-fg-muted">{t('editMessage.hint')}</p>
      </div>
    </Dialog>
  )
}
