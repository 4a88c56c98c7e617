import { useId, type ComponentProps, type ReactNode } from 'react'

type TextAreaProps = ComponentProps<'textarea'> & { label: string; hint?: ReactNode; error?: string | undefined }

/** A labelled field of several lines, with its hint and its error. */
export function TextArea({ label, hint, error, className = '', ...rest }: TextAreaProps) {
  const id = useId()
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-about`}
        className="w-full rounded-md border border-line-strong bg-bg px-2.5 py-1.5 font-mono text-xs aria-invalid:border-danger"
        {...rest}
      />
      <div id={`${id}-about`} className="text-sm text-fg-muted empty:hidden">
        {error === undefined ? hint : <span className="text-danger">{error}</span>}
      </div>
    </div>
  )
}
