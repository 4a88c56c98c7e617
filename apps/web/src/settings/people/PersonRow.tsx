import type { Agent } from '@cordboard/api-contract/agents'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { mayChange } from './may-change.ts'
import { PersonMenu } from './PersonMenu.tsx'

export function PersonRow({ person }: { person: Agent }) {
  const t = useT()
  const me = useMe()
  const name = person.id === me.id ? t('assign.me', { name: person.name }) : person.name
  return (
    <li className="flex min-h-14 items-center gap-3 px-4 py-2">
      <Avatar name={person.name} size="md" />
      <div className="min-w-0 flex-1">
        <p className={`truncate font-medium ${person.disabled ? 'text-fg-muted' : ''}`}>{name}</p>
        <p className="truncate text-sm text-fg-muted">{person.email}</p>
      </div>
      {person.disabled && <Badge tone="warn">{t('people.disabled')}</Badge>}
      <Badge tone={person.role === 'admin' ? 'ok' : 'plain'}>{t(`role.${person.role}`)}</Badge>
      <span className="flex w-8 justify-end pointer-coarse:w-11">
        {mayChange(person, me) && <PersonMenu person={person} />}
      </span>
    </li>
  )
}
