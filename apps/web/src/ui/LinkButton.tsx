import type { ComponentProps } from 'react'

/** An action inside a sentence or a row of small text. */
export function LinkButton({ className = '', children, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-6 items-center gap-1 rounded-sm font-medium underline underline-offset-2 hover:no-underline disabled:opacity-50 pointer-coarse:min-h-11 ${className}`}
      {...rest}
    >
      {children}
    </button>
  )
}
