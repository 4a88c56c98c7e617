import type { ReactNode } from 'react'

/** What to say, and do, where there is nothing to show. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="appear flex flex-col items-center gap-2 px-6 py-14 text-center">
      {icon && <div className="mb-1 text-fg-faint">{icon}</div>}
      <p className="text-base font-medium text-balance">{title}</p>
      {children && <div className="max-w-80 text-sm text-balance text-fg-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
