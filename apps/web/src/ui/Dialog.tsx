import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/translate.ts'

type DialogProps = {
  title: string
  onClose: () => void
  children: ReactNode
  /** Buttons at the foot, the main one last. */
  actions?: ReactNode
  width?: 'narrow' | 'wide'
}

/** A dialog that is open as long as it is rendered. Import it only from code that is loaded when asked for. */
export function Dialog({ title, onClose, children, actions, width = 'narrow' }: DialogProps) {
  const t = useT()
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="appear fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          className={`appear fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-1/2 flex-col rounded-xl border bg-bg shadow-float ${width === 'narrow' ? 'max-w-md' : 'max-w-2xl'}`}
        >
          <header className="flex items-center justify-between gap-4 pt-4 pr-3 pl-5">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Close
              aria-label={t('dialog.close')}
              className="flex size-8 items-center justify-center rounded-md text-fg-muted hover:bg-hover"
            >
              <X size={16} />
            </Base.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pt-2 pb-5">{children}</div>
          {actions && <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
