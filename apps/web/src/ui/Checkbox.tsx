import { useId, type ReactNode } from 'react'

type CheckboxProps = { label: string; hint?: ReactNode; checked: boolean; onChange: (checked: boolean) => void }

/** A yes or no with its words; the words are part of the target. */
export function Checkbox({ label, hint, checked, onChange }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-about`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent pointer-coarse:size-6"
      />
      <div className="flex flex-col gap-0.5">
        <label htmlFor={id} className="min-h-6 cursor-pointer">
          {label}
        </label>
        <div id={`${id}-about`} className="text-sm text-fg-muted empty:hidden">
          {hint}
        </div>
      </div>
    </div>
  )
}
