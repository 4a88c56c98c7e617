import type { AccountHealth } from '@cordboard/api-contract/accounts'
import { money } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Fact } from './HealthFacts.tsx'

type AccountUsesProps = {
  uses: NonNullable<AccountHealth['uses']>
  /** The channel's own word for a setting, as its form has it: a price is called after what it is paid for. */
  labelOf: (field: string) => string | null
}

/** What the provider was paid today, what that makes by the end of the day, and where it stops. */
export function AccountUses({ uses: { currency, items, spent, forecast, dailyLimit }, labelOf }: AccountUsesProps) {
  const t = useT()
  const isTooMuch = dailyLimit !== null && (forecast ?? spent) >= dailyLimit
  return (
    <section aria-labelledby="account-uses" className="flex flex-col gap-3 rounded-lg border p-4">
      <h2 id="account-uses" className="text-base font-medium">
        {t('uses.title')}
      </h2>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm rail:grid-cols-3">
        <Fact name={t('uses.spent')} alarming={dailyLimit !== null && spent >= dailyLimit}>
          {money(spent, currency)}
        </Fact>
        <Fact name={t('uses.forecast')} alarming={isTooMuch}>
          {forecast === null ? t('uses.tooEarly') : money(forecast, currency)}
        </Fact>
        <Fact name={t('uses.limit')}>{dailyLimit === null ? t('uses.noLimit') : money(dailyLimit, currency)}</Fact>
      </dl>
      {isTooMuch && <p className="text-sm text-warn">{t('uses.willStop')}</p>}
      <table className="w-full max-w-prose text-left text-sm tabular-nums">
        <thead className="text-xs text-fg-muted">
          <tr>
            <th scope="col" className="py-1 font-normal">
              {t('uses.item')}
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              {t('uses.count')}
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              {t('uses.cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ item, count, cost }) => (
            <tr key={item} className="border-t">
              <td className="py-1 wrap-anywhere">
                <ItemName item={item} label={labelOf(`prices.${item}`)} />
              </td>
              <td className="py-1 text-right">{count}</td>
              <td className="py-1 text-right">{money(cost, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ItemName({ item, label }: { item: string; label: string | null }) {
  const t = useT()
  return label === null ? <span translate="no">{item}</span> : t(label)
}
