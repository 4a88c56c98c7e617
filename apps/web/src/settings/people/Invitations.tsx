import type { Invitation } from '@cordboard/api-contract/agents'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Mail } from 'lucide-react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { queryClient } from '../../api/query-client.ts'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toast-store.ts'
import { RelativeTime } from '../RelativeTime.tsx'
import { invitationsQuery } from './people-queries.ts'

/** Links that were made and not used yet; nothing while there are none. */
export function Invitations() {
  const t = useT()
  const { data: invitations = [] } = useQuery(invitationsQuery)
  if (invitations.length === 0) return null
  return (
    <section aria-labelledby="invitations" className="flex flex-col gap-3">
      <h2 id="invitations" className="text-base font-medium">
        {t('people.invitations')}
      </h2>
      <ul className="flex flex-col divide-y rounded-lg border">
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </section>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const t = useT()
  const revoke = useMutation({
    mutationFn: () => api.invitations.revoke({ id: invitation.id }),
    onSuccess: () => showToast({ text: t('people.revokedToast') }),
    onError: (error) => showToast({ text: errorSentence(error, t), tone: 'danger' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Mail size={16} aria-hidden="true" className="text-fg-muted" />
      <div className="min-w-40 flex-1">
        <p className="truncate">{invitation.email ?? t('people.anybody')}</p>
        <p className="text-sm text-fg-muted">
          {t('people.expires')} <RelativeTime time={invitation.expiresAt} />
        </p>
      </div>
      <Badge tone={invitation.role === 'admin' ? 'ok' : 'plain'}>{t(`role.${invitation.role}`)}</Badge>
      <Button size="sm" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
        {t('people.revoke')}
      </Button>
    </li>
  )
}
