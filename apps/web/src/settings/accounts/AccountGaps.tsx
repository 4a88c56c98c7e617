import type { AccountHealth } from '@cordboard/api-contract/accounts'
import { TriangleAlert } from 'lucide-react'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { dayAndTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'

/** History the provider no longer had: when, and what is known. Nothing while there is none. */
export function AccountGaps({ gaps }: { gaps: AccountHealth['gaps'] }) {
  const t = useT()
  if (gaps.length === 0) return null
  return (
    <section aria-labelledby="account-gaps" className="flex flex-col gap-2 rounded-lg border p-4 text-sm">
      <h2 id="account-gaps" className="flex items-center gap-2 text-base font-medium">
        <TriangleAlert size={16} aria-hidden="true" className="text-warn" />
        {t('gaps.title')}
      </h2>
      <ul className="flex flex-col gap-2">
        {gaps.map(({ place, since, until, detail, sentence }) => (
          <li key={`${place} ${until}`} className="flex flex-col gap-0.5">
            <span className="text-fg-muted tabular-nums">
              {since === null
                ? t('gaps.before', { until: dayAndTime(until) })
                : t('gaps.between', { since: dayAndTime(since), until: dayAndTime(until) })}
            </span>
            <span className="wrap-anywhere">
              <ServerSentence english={detail} sentence={sentence} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
