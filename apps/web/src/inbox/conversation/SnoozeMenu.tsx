import type { Conversation } from '@cordboard/api-contract/conversations'
import { Clock } from 'lucide-react'
import { useCallback, useState } from 'react'
import { keysOf } from '../../commands/commands.ts'
import { useCommand } from '../../commands/handlers.ts'
import { dayAndTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { tip } from '../../ui/tip.ts'
import { snoozeChoices } from '../snooze-times.ts'
import type { ListFilter } from '../views.ts'
import { snoozedWords, useSettle } from './use-conversation-commands.ts'

export function SnoozeMenu({ row, filter }: { row: Conversation; filter: ListFilter }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const settle = useSettle(row, filter)
  useCommand(
    'snooze',
    useCallback(() => setOpen(true), []),
  )
  return (
    <Menu
      label={t('snooze.until')}
      open={open}
      onOpenChange={setOpen}
      groups={() => [
        snoozeChoices(new Date()).map(({ id, until }) => ({
          id,
          label: t(`snooze.${id}`),
          hint: dayAndTime(until.toISOString()),
          onSelect: () => settle({ status: 'snoozed', snoozedUntil: until.toISOString() }, snoozedWords(t, until)),
        })),
      ]}
      renderTrigger={(props) => (
        <Button
          look="ghost"
          {...props}
          {...tip(t('snooze.until'), keysOf('snooze'))}
          icon={<Clock size={16} aria-hidden="true" />}
        >
          <span className="@max-[767px]:sr-only">{t('snooze.verb')}</span>
        </Button>
      )}
    />
  )
}
