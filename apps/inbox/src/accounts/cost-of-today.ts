/** What an account's provider is paid today, and what that makes by midnight (UTC). Pure. */
import type { AccountHealth } from '@cordboard/api-contract/accounts'
import type { UsePrices } from '@cordboard/core/channel/channel'

const dayMs = 24 * 3_600_000
/** Before that a day's first calls say nothing of the day. */
const tooEarlyMs = 3_600_000

export function costOfToday(
  { currency, items: prices, dailyLimit }: UsePrices,
  used: Readonly<Record<string, number>>,
  now: Date,
): NonNullable<AccountHealth['uses']> {
  const counted = [...new Set([...Object.keys(prices), ...Object.keys(used)])].toSorted()
  const items = counted.map((item) => {
    const count = used[item] ?? 0
    return { item, count, cost: rounded(count * (prices[item] ?? 0)) }
  })
  const spent = rounded(items.reduce((sum, { cost }) => sum + cost, 0))
  const goneMs = now.getTime() % dayMs
  const forecast = goneMs < tooEarlyMs ? null : rounded((spent * dayMs) / goneMs)
  return { currency, items, spent, forecast, dailyLimit }
}

/** Calls cost fractions of a cent. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}
