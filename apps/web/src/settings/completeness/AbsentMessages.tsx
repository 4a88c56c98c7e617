import type { Absence, Completeness } from '@cordboard/api-contract/completeness'
import { fileSize, messageTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'

const absences: readonly Absence[] = ['unexplained', 'withheld', 'waiting', 'moved']

/** What the server lists and the desk does not have: how many of each kind, then one by one. */
export function AbsentMessages({ absent }: { absent: Completeness['places'][number]['absent'] }) {
  const t = useT()
  const { total, byAbsence, items } = absent
  return (
    <>
      <ul className="flex flex-col gap-0.5 text-sm">
        {absences
          .filter((absence) => byAbsence[absence] > 0)
          .map((absence) => (
            <li key={absence} className={absence === 'unexplained' ? 'text-danger' : ''}>
              {t(`completeness.absence.${absence}`, { count: byAbsence[absence] })}
            </li>
          ))}
      </ul>
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t('completeness.absent')}>
        <table className="w-full text-left text-sm">
          <thead className="text-xs text-fg-muted">
            <tr>
              {['number', 'time', 'subject', 'sender', 'size', 'why'].map((column) => (
                <th key={column} scope="col" className="py-1 pr-3 font-medium whitespace-nowrap">
                  {t(`completeness.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, absence, receivedAt, size, sender, subject }) => (
              <tr key={id} className="border-t align-top">
                <td className="py-1 pr-3 tabular-nums">{id}</td>
                <td className="py-1 pr-3 whitespace-nowrap">{receivedAt === null ? '' : messageTime(receivedAt)}</td>
                <td className="py-1 pr-3 wrap-anywhere">{subject ?? t('completeness.noSubject')}</td>
                <td className="py-1 pr-3 wrap-anywhere">{sender}</td>
                <td className="py-1 pr-3 whitespace-nowrap tabular-nums">{size === null ? '' : fileSize(size)}</td>
                <td className="py-1 whitespace-nowrap">{t(`completeness.why.${absence}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {items.length < total && (
        <p className="text-sm text-fg-muted">{t('completeness.shown', { shown: items.length, total })}</p>
      )}
    </>
  )
}
