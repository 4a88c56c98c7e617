import type { Conversation } from '@cordboard/api-contract/conversations'
import { messageTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Section } from './Section.tsx'

export function ConversationFacts({ row }: { row: Conversation }) {
  const t = useT()
  const facts = [
    [t('context.number'), `#${row.id}`],
    [t('context.account'), row.account.name],
    [t('context.status'), t(`status.${row.status}`)],
    [t('context.assignee'), row.assignee?.name ?? t('assign.unassigned')],
    [t('context.opened'), messageTime(row.createdAt)],
    ...(row.labels.length > 0 ? [[t('context.labels'), row.labels.join(', ')]] : []),
  ]
  return (
    <Section title={t('context.details')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-fg-muted">{name}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
