import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { CircleCheck, Mail, SearchX } from 'lucide-react'
import { countsQuery } from '../../api/conversations.ts'
import { accountsQuery } from '../../api/directory.ts'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'

const linkLook = 'font-medium text-accent-text underline underline-offset-2'

/** Why nothing is here, and what to do next. */
export function EmptyList({ filter }: { filter: ListFilter }) {
  const t = useT()
  const me = useMe()
  const { toList } = useGo()
  const navigate = useNavigate()
  const { data: accounts } = useQuery(accountsQuery)
  const { data: counts } = useQuery(countsQuery)

  if (filter.q) {
    return (
      <EmptyState
        icon={<SearchX size={28} strokeWidth={1.5} />}
        title={t('list.noMatch')}
        action={<Button onClick={() => toList({ ...filter, q: undefined })}>{t('list.clearSearch')}</Button>}
      >
        {t('list.noMatchHint')}
      </EmptyState>
    )
  }
  if (accounts?.length === 0) {
    const isAdmin = me.role === 'admin'
    return (
      <EmptyState
        icon={<Mail size={28} strokeWidth={1.5} />}
        title={t('list.noAccount')}
        action={
          isAdmin && (
            <Button look="primary" onClick={() => void navigate({ href: '/settings/accounts/connect' })}>
              {t('list.connectMailbox')}
            </Button>
          )
        }
      >
        {t(isAdmin ? 'list.noAccountHint' : 'list.noAccountAskAdmin')}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<CircleCheck size={28} strokeWidth={1.5} />} title={t(`list.empty.${filter.view}`)}>
      {filter.view === 'mine' && counts && counts.unassigned > 0 && (
        <Link to="/inbox/$view" params={{ view: 'unassigned' }} className={linkLook}>
          {t('list.takeUnassigned', { count: counts.unassigned })}
        </Link>
      )}
      {filter.view === 'mine' && counts && counts.unassigned === 0 && counts.snoozed > 0 && (
        <Link to="/inbox/$view" params={{ view: 'snoozed' }} className={linkLook}>
          {t('list.seeSnoozed', { count: counts.snoozed })}
        </Link>
      )}
    </EmptyState>
  )
}
