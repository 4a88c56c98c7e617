import type { ComponentProps, ReactNode } from 'react'

type Look = 'primary' | 'secondary' | 'ghost' | 'danger'

const base =
  'inline-flex items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors disabled:opacity-50 disabled:cursor-default aria-disabled:opacity-50'

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-hover',
  secondary: 'border border-line-strong/70 bg-bg text-fg enabled:hover:bg-hover',
  ghost: 'text-fg-muted enabled:hover:bg-hover enabled:hover:text-fg aria-expanded:bg-hover aria-expanded:text-fg',
  danger: 'bg-danger text-bg enabled:hover:opacity-90',
}

const sizes = {
  md: 'h-8 px-3 text-base pointer-coarse:h-11',
  sm: 'h-7 px-2 text-sm pointer-coarse:h-11',
}

export type ButtonProps = ComponentProps<'button'> & { look?: Look; size?: keyof typeof sizes; icon?: ReactNode }

export function Button({ look = 'secondary', size = 'md', icon, className = '', children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`${base} ${looks[look]} ${sizes[size]} ${className}`} {...rest}>
      {icon}
      {children}
    </button>
  )
}
