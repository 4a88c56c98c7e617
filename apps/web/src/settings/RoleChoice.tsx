import type { Role } from '@cordboard/core/roles'
import { useT } from '../i18n/translate.ts'

const roles: readonly Role[] = ['agent', 'admin']

/** Agent or admin, each with what it means. `hints`: message ids. */
export function RoleChoice({
  role,
  onChange,
  hints,
}: {
  role: Role
  onChange: (role: Role) => void
  hints: Record<Role, string>
}) {
  const t = useT()
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{t('role.label')}</legend>
      {roles.map((value) => (
        <label
          key={value}
          className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-strong/60 p-2.5 hover:bg-hover has-checked:border-accent has-checked:bg-selected"
        >
          <input
            type="radio"
            name="role"
            value={value}
            checked={role === value}
            onChange={() => onChange(value)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-medium">{t(`role.${value}`)}</span>
            <span className="block text-sm text-fg-muted">{t(hints[value])}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
