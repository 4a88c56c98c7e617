import type { ReactNode } from 'react'
import { useT } from '../i18n/translate.ts'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

type ConfirmDialogProps = {
  title: string
  children: ReactNode
  /** The verb on the button that does it. */
  verb: string
  busy: boolean
  /** Why the last try failed. */
  error?: string | undefined
  onConfirm: () => void
  onClose: () => void
}

/** Asked before what cannot be taken back. Everything else gets an undo instead. */
export function ConfirmDialog({ title, children, verb, busy, error, onConfirm, onClose }: ConfirmDialogProps) {
  const t = useT()
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="danger" disabled={busy} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-fg-muted">
        {error !== undefined && (
          <Banner tone="danger" alert>
            {error}
          </Banner>
        )}
        {children}
      </div>
    </Dialog>
  )
}
