import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

/** Before a reply that may have arrived is sent once more. */
export function ConfirmResend({
  busy,
  onConfirm,
  onClose,
}: {
  busy: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  const t = useT()
  return (
    <Dialog
      title={t('resend.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="danger" disabled={busy} onClick={onConfirm}>
            {t('delivery.sendAgain')}
          </Button>
        </>
      }
    >
      <p className="text-fg-muted">{t('resend.words')}</p>
    </Dialog>
  )
}
