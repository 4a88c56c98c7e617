import type { ComponentProps, ReactNode } from 'react'
import { tip } from './tip.ts'

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & {
  label: string
  /** The key that does the same, shown in the tooltip. */
  keys?: string | undefined
  children: ReactNode
  size?: 'md' | 'sm'
}

/** A button that is only an icon: its label is its name and its tooltip. */
export function IconButton({ label, keys, children, size = 'md', className = '', ...rest }: IconButtonProps) {
  const box = size === 'md' ? 'size-8 pointer-coarse:size-11' : 'size-6 pointer-coarse:size-11'
  return (
    <button
      type="button"
      aria-label={label}
      {...tip(label, keys)}
      className={`inline-flex shrink-0 items-center justify-center rounded-md text-fg-muted transition-colors enabled:hover:bg-hover enabled:hover:text-fg aria-expanded:bg-hover aria-expanded:text-fg aria-pressed:text-accent-text disabled:opacity-50 ${box} ${className}`}
      {...rest}
    >
      {children}
    </button>
  )
}
