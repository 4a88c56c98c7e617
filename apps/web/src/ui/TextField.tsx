import { useId, type ComponentProps, type ReactNode } from 'react'

type TextFieldProps = ComponentProps<'input'> & {
  label: string
  hint?: ReactNode
  /** What is wrong with the value; announced and tied to the field. */
  error?: string | undefined
  /** A small button inside the field, at its end. */
  end?: ReactNode
}

/** A labelled input with its hint and its error. */
export function TextField({ label, hint, error, end, className = '', ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-about`}
          className={`h-8 w-full rounded-md border border-line-strong bg-bg pl-2.5 text-base read-only:bg-subtle aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-lg ${end ? 'pr-9 pointer-coarse:pr-12' : 'pr-2.5'}`}
          {...rest}
        />
        {end && <span className="absolute inset-y-0 right-1 flex items-center">{end}</span>}
      </div>
      <div id={`${id}-about`} className="text-sm text-fg-muted empty:hidden">
        {error === undefined ? hint : <span className="text-danger">{error}</span>}
      </div>
    </div>
  )
}
