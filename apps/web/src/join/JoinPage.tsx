import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { errorSentence, hasCode } from '../api/error.ts'
import { sessionQuery } from '../api/session.ts'
import { useT } from '../i18n/translate.ts'
import { EntrancePage } from '../sign-in/EntrancePage.tsx'
import { FormError } from '../sign-in/FormError.tsx'
import { Button } from '../ui/Button.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { JoinForm } from './JoinForm.tsx'
import { RecoverForm } from './RecoverForm.tsx'

const route = getRouteApi('/join/$token')

/** Where links lead: an invitation's, that of the first start, and one for a new password. */
export function JoinPage() {
  const t = useT()
  const { token } = route.useParams()
  const { data: session } = useQuery(sessionQuery)
  const { data, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => api.invitations.look({ token }, { signal }),
    gcTime: 0,
  })
  if (error && (hasCode(error, 'invitation_not_found') || hasCode(error, 'invalid_request'))) {
    return (
      <EntrancePage
        title={t('join.deadTitle')}
        intro={t(session?.desk.setUp === false ? 'join.deadFirst' : 'join.deadWords')}
      >
        <Link to="/sign-in" className="text-accent-text underline underline-offset-2">
          {t('join.toSignIn')}
        </Link>
      </EntrancePage>
    )
  }
  if (error) {
    return (
      <EntrancePage title={t('join.title')}>
        <FormError>{errorSentence(error, t)}</FormError>
        <Button onClick={() => void refetch()}>{t('action.retry')}</Button>
      </EntrancePage>
    )
  }
  if (!data) {
    return (
      <EntrancePage title={t('join.title')}>
        <Skeleton className="w-2/3" />
        <Skeleton className="w-full" />
        <Skeleton className="w-full" />
      </EntrancePage>
    )
  }
  if (data.kind === 'recovery') {
    return (
      <EntrancePage title={t('join.recoverTitle')} intro={t('join.recoverWords', { name: data.name })}>
        <RecoverForm token={token} email={data.email} />
      </EntrancePage>
    )
  }
  return (
    <EntrancePage
      title={data.first ? t('join.createTitle') : t('join.titleAt', { desk: data.deskName })}
      intro={t(data.first ? 'join.createWords' : data.role === 'admin' ? 'join.asAdmin' : 'join.asAgent')}
    >
      <JoinForm token={token} offer={data} />
    </EntrancePage>
  )
}
