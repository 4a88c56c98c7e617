import { Link, type LinkProps } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'

/** Leads one level up. */
export function BackLink({ children, ...link }: LinkProps & { children: string }) {
  return (
    <Link
      {...link}
      className="inline-flex min-h-6 w-fit items-center gap-1.5 text-sm text-fg-muted hover:text-fg pointer-coarse:min-h-11"
    >
      <ArrowLeft size={14} aria-hidden="true" />
      {children}
    </Link>
  )
}
