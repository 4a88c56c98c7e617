import { X } from 'lucide-react'
import { useT } from '../i18n/translate.ts'
import { IconButton } from './IconButton.tsx'
import { dismissToast, useToasts } from './toast-store.ts'

/** Where toasts appear. They never take focus. */
export function Toaster() {
  const toasts = useToasts((state) => state.toasts)
  const t = useT()
  return (
    <section
      aria-label={t('toast.region')}
      aria-live="polite"
      className="pointer-events-none fixed bottom-4 left-4 z-40 flex w-84 max-w-[calc(100vw-2rem)] flex-col gap-2 rail:left-18 nav:left-56 max-rail:bottom-20"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className={`appear pointer-events-auto flex items-center gap-2 rounded-lg border bg-bg py-1 pr-1 pl-3 text-sm shadow-float ${toast.tone === 'danger' ? 'border-danger/50 text-danger' : ''}`}
        >
          <span className="min-w-0 flex-1 py-1">{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="h-7 shrink-0 rounded-md px-2 font-medium text-accent-text hover:bg-hover pointer-coarse:h-11"
              onClick={() => {
                dismissToast(toast.id)
                toast.action?.run()
              }}
            >
              {toast.action.label}
            </button>
          )}
          <IconButton size="sm" label={t('toast.dismiss')} onClick={() => dismissToast(toast.id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </section>
  )
}
