import { useId, type ComponentProps, type ReactNode } from 'react'

type TextFieldProps = ComponentProps<'input'> & {
  label: string
  hint?: ReactNode
  /** What is wrong with the value; announced and tied to the field. */
  error?: string | undefined
}

/** A labelled input with its hint and its error. */
export function TextField({ label, hint, error, className = '', ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-about`}
        className="h-8 w-full rounded-md border border-line-strong bg-bg px-2.5 text-base aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-lg"
        {...rest}
      />
      <div id={`${id}-about`} className="text-sm text-fg-muted empty:hidden">
        {error === undefined ? hint : <span className="text-danger">{error}</span>}
      </div>
    </div>
  )
}
