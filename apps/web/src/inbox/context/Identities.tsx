import { useQuery } from '@tanstack/react-query'
import { contactQuery } from '../../api/conversations.ts'
import { longDate } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Section } from './Section.tsx'

/** The addresses and handles the customer writes from. */
export function Identities({ contactId }: { contactId: string }) {
  const t = useT()
  const { data: contact, isError, refetch } = useQuery(contactQuery(contactId))
  return (
    <>
      {contact && (
        <p className="px-4 text-xs text-fg-faint">{t('context.since', { date: longDate(contact.createdAt) })}</p>
      )}
      <Section title={t('context.identities')}>
        {isError && <LinkButton onClick={() => void refetch()}>{t('action.retry')}</LinkButton>}
        {!contact && !isError && <Skeleton className="w-40" />}
        <ul className="flex flex-col gap-1">
          {contact?.identities.map((identity) => (
            <li key={identity.id} className="flex min-h-6 items-center gap-2.5">
              <span className="icon-mask text-fg-muted" data-channel={identity.channel} />
              <span className="min-w-0 flex-1 truncate" title={identity.address}>
                {identity.address}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
