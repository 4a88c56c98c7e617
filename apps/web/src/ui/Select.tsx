import { useId, type ComponentProps } from 'react'

type SelectProps = Omit<ComponentProps<'select'>, 'onChange'> & {
  label: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

/** The platform's own select: it is the one that works with every keyboard, screen reader and phone. */
export function Select({ label, options, onChange, className = '', ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className={`flex flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select
        id={id}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 rounded-md border border-line-strong bg-bg px-2 text-base pointer-coarse:h-11"
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
