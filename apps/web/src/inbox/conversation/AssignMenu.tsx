import type { Conversation } from '@cordboard/api-contract/conversations'
import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useCallback, useState } from 'react'
import { agentsQuery } from '../../api/directory.ts'
import { keysOf } from '../../commands/commands.ts'
import { useCommand } from '../../commands/handlers.ts'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { MenuItem } from '../../ui/MenuPopup.tsx'
import { tip } from '../../ui/tip.ts'
import { changeConversation } from '../change-conversation.ts'

/** Who takes care of it. Oneself first, then the others by name. */
export function AssignMenu({ row }: { row: Conversation }) {
  const t = useT()
  const me = useMe()
  const [open, setOpen] = useState(false)
  const { data: agents = [] } = useQuery(agentsQuery)
  useCommand(
    'assign',
    useCallback(() => setOpen(true), []),
  )

  function itemOf({ id, name }: { id: string; name: string }): MenuItem {
    return {
      id,
      label: id === me.id ? t('assign.me', { name }) : name,
      icon: <Avatar name={name} size="xs" />,
      checked: row.assignee?.id === id,
      onSelect: () => changeConversation(row, { assignee: { id, name } }, t('done.assigned', { name })),
    }
  }

  const others = agents
    .filter((agent) => agent.id !== me.id && !agent.disabled)
    .sort((one, other) => one.name.localeCompare(other.name))
  const nobody: MenuItem = {
    id: 'nobody',
    label: t('assign.nobody'),
    checked: row.assignee === null,
    onSelect: () => changeConversation(row, { assignee: null }, t('done.unassigned')),
  }
  return (
    <Menu
      label={t('command.assign')}
      open={open}
      onOpenChange={setOpen}
      groups={() => [[itemOf(me), ...others.map(itemOf)], [nobody]]}
      renderTrigger={(props) => (
        <Button
          look="ghost"
          {...props}
          {...tip(t('command.assign'), keysOf('assign'))}
          className="max-w-36 @3xl:max-w-48"
          icon={
            row.assignee ? <Avatar name={row.assignee.name} size="xs" /> : <UserPlus size={16} aria-hidden="true" />
          }
        >
          <span className="truncate rail:@max-[519px]:sr-only">{row.assignee?.name ?? t('assign.unassigned')}</span>
        </Button>
      )}
    />
  )
}
