import type { ReactNode } from 'react'

const tones = {
  plain: 'bg-muted text-fg-muted',
  accent: 'bg-accent text-on-accent',
  warn: 'bg-warn-bg text-warn',
  danger: 'bg-danger-bg text-danger',
  ok: 'bg-ok-bg text-ok',
}

/** A word or a count on a small ground. */
export function Badge({ tone = 'plain', children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={`inline-flex h-4.5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs tabular-nums ${tones[tone]}`}
    >
      {children}
    </span>
  )
}
