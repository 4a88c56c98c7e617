import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const tones = {
  info: { look: 'bg-selected text-fg border-accent/40', icon: Info },
  warn: { look: 'bg-warn-bg text-warn border-warn/40', icon: TriangleAlert },
  danger: { look: 'bg-danger-bg text-danger border-danger/40', icon: CircleAlert },
}

/** One line of news with what to do about it. `alert` interrupts a screen reader: for failures only. */
export function Banner({
  tone,
  children,
  actions,
  alert = false,
}: {
  tone: keyof typeof tones
  children: ReactNode
  actions?: ReactNode
  alert?: boolean
}) {
  const { look, icon: Icon } = tones[tone]
  return (
    <div
      role={alert ? 'alert' : 'status'}
      className={`appear flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5 text-sm ${look}`}
    >
      <Icon size={16} aria-hidden="true" />
      <div className="min-w-0 flex-1">{children}</div>
      {actions}
    </div>
  )
}
