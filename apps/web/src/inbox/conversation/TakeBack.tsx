import { useState } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { patchMessage } from '../../live/patch.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** Before a reply that was sent disappears from the customer's eyes. */
export function TakeBack({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()

  async function takeBack(): Promise<void> {
    setBusy(true)
    try {
      patchMessage(await api.messages.retract({ id }))
      onClose()
    } catch (reason) {
      setError(errorSentence(reason, t))
      setBusy(false)
    }
  }

  return (
    <ConfirmDialog
      title={t('takeBack.title')}
      verb={t('messageMenu.retract')}
      busy={busy}
      error={error}
      onConfirm={() => void takeBack()}
      onClose={onClose}
    >
      <p>{t('takeBack.words')}</p>
    </ConfirmDialog>
  )
}
