import { useId, type ReactNode } from 'react'

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="px-4 pt-4 last:pb-6">
      <h3 id={id} className="pb-1.5 text-xs font-medium text-fg-muted">
        {title}
      </h3>
      {children}
    </section>
  )
}
