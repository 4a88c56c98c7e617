import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { exactTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'

/** The ids a message is known by, and the steps of its way out. `version` changes when another step may have been taken. */
export function MessageTrail({ id, version }: { id: string; version: string }) {
  const t = useT()
  const { data: trail } = useQuery({
    queryKey: ['message-trail', id, version],
    queryFn: ({ signal }) => api.messages.trail({ id }, { signal }),
  })
  if (!trail) return null
  return (
    <>
      {trail.ids.length > 0 && (
        <div className="contents">
          <dt>{t('details.ids')}</dt>
          <dd className="text-fg">
            {trail.ids.map((messageId) => (
              <p key={messageId} translate="no" className="font-mono break-all">
                {messageId}
              </p>
            ))}
          </dd>
        </div>
      )}
      {trail.steps.length > 0 && (
        <div className="contents">
          <dt>{t('details.history')}</dt>
          <dd className="text-fg">
            <ol>
              {trail.steps.map(({ state, at, by }) => (
                <li key={`${state} ${at}`} className="tabular-nums">
                  {[exactTime(at), t(`delivery.${state}`), by].filter((part) => part !== null).join(' · ')}
                </li>
              ))}
            </ol>
          </dd>
        </div>
      )}
    </>
  )
}
