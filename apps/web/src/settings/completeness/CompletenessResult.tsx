import type { Completeness } from '@cordboard/api-contract/completeness'
import { useNavigate } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, Download } from 'lucide-react'
import { messageTime } from '../../i18n/format.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { AbsentMessages } from './AbsentMessages.tsx'

type Place = Completeness['places'][number]

/** What a comparison found: each folder, then what is no longer on the server. */
export function CompletenessResult({ result, onFetch }: { result: Completeness; onFetch: () => void }) {
  const t = useT()
  const missing = result.places.reduce((sum, { absent }) => sum + absent.byAbsence.unexplained, 0)
  return (
    <>
      {result.fetched !== null && <p className="text-sm">{t('completeness.fetched', { count: result.fetched })}</p>}
      {result.places.map((place) => (
        <PlaceResult key={place.place} place={place} />
      ))}
      {missing > 0 && (
        <Button className="self-start" icon={<Download size={16} aria-hidden="true" />} onClick={onFetch}>
          {t('completeness.fetch')}
        </Button>
      )}
      {result.gone !== null && result.gone.total > 0 && <Gone gone={result.gone} />}
    </>
  )
}

function PlaceResult({ place }: { place: Place }) {
  const t = useT()
  const { listed, stored, absent, trouble } = place
  const isWhole = trouble === null && absent.total === 0
  const Icon = isWhole ? CircleCheck : CircleAlert
  const alarms = trouble !== null || absent.byAbsence.unexplained > 0
  return (
    <div className="flex flex-col gap-2 rounded-lg border p-3">
      <p className="flex items-start gap-2 font-medium">
        <Icon
          size={16}
          aria-hidden="true"
          className={`mt-0.5 ${isWhole ? 'text-ok' : alarms ? 'text-danger' : 'text-fg-muted'}`}
        />
        <span className="wrap-anywhere">{place.place}</span>
      </p>
      {trouble === null ? (
        <p className="text-sm text-fg-muted tabular-nums">
          {t(isWhole ? 'completeness.whole' : 'completeness.counts', { listed, stored })}
        </p>
      ) : (
        <p className="text-sm text-danger">{inWords(trouble.detail, trouble.sentence, t)}</p>
      )}
      {absent.total > 0 && <AbsentMessages absent={absent} />}
    </div>
  )
}

/** Information, not a fault: somebody moved or deleted it there. */
function Gone({ gone }: { gone: NonNullable<Completeness['gone']> }) {
  const t = useT()
  const navigate = useNavigate()
  return (
    <details className="rounded-lg border p-3 text-sm">
      <summary className="cursor-pointer text-fg-muted">{t('completeness.gone', { count: gone.total })}</summary>
      <ul className="mt-2 flex flex-col gap-1">
        {gone.items.map(({ id, conversationId, receivedAt, sender, subject }) => (
          <li key={id} className="flex flex-wrap gap-x-3 wrap-anywhere">
            <time dateTime={receivedAt} className="text-fg-faint tabular-nums">
              {messageTime(receivedAt)}
            </time>
            {conversationId === null ? (
              <span>{subject ?? t('completeness.noSubject')}</span>
            ) : (
              <LinkButton onClick={() => void navigate({ to: '/c/$id', params: { id: conversationId } })}>
                {subject ?? t('completeness.noSubject')}
              </LinkButton>
            )}
            <span className="text-fg-muted">{sender}</span>
          </li>
        ))}
      </ul>
      {gone.items.length < gone.total && (
        <p className="mt-2 text-fg-muted">{t('completeness.shown', { shown: gone.items.length, total: gone.total })}</p>
      )}
    </details>
  )
}
