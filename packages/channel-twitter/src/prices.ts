/** What X charges for. Prices are data, because they change; the defaults are the list of August 2026, in US dollars. */
import type { UsePrices } from '@cordboard/core/channel/channel'
import { z } from 'zod'

/** Price of one, as the list has it. */
const listPrices = {
  dmRead: 0.01,
  mentionRead: 0.001,
  postRead: 0.005,
  profileRead: 0.01,
  dmSent: 0.015,
  replySent: 0.01,
  linkReplySent: 0.2,
  postDeleted: 0.01,
  dmAnnounced: 0.01,
  postAnnounced: 0.005,
} as const

export type Item = keyof typeof listPrices
export type Uses = Partial<Record<Item, number>>

const dearest = 1_000

export const pricesSchema = z
  .strictObject({
    dmRead: price('Direct message read'),
    mentionRead: price('Mention read'),
    postRead: price('Other post read'),
    profileRead: price('Profile read'),
    dmSent: price('Direct message sent'),
    replySent: price('Public reply sent'),
    linkReplySent: price('Public reply with a link sent'),
    postDeleted: price('Post deleted'),
    dmAnnounced: price('Direct message announced'),
    postAnnounced: price('Post announced'),
  })
  .meta({ title: 'Prices', description: 'In US dollars for one. Left out: as X’s price list had it in August 2026.' })

export const dailyLimitSchema = z
  .number('Write an amount in US dollars.')
  .min(0, 'Write an amount in US dollars.')
  .max(1_000_000, 'Write an amount in US dollars.')
  .meta({
    title: 'Limit for a day',
    description:
      'In US dollars. Near it X is asked less often; at it, receiving and sending stop until midnight (UTC).',
  })

type Priced = { prices?: z.output<typeof pricesSchema>; dailyLimit?: number }

export function pricesOf({ prices, dailyLimit }: Priced): UsePrices & { items: Record<Item, number> } {
  const set = Object.entries(prices ?? {}).filter((entry): entry is [string, number] => entry[1] !== undefined)
  return {
    currency: 'USD',
    items: { ...listPrices, ...(Object.fromEntries(set) as Partial<Record<Item, number>>) },
    dailyLimit: dailyLimit ?? null,
  }
}

/** In the currency of the prices. */
export function costOf(uses: Readonly<Record<string, number>>, items: Readonly<Record<string, number>>): number {
  return Object.entries(uses).reduce((sum, [item, count]) => sum + count * (items[item] ?? 0), 0)
}

function price(title: string) {
  return z
    .number('Write a price in US dollars.')
    .min(0, 'A price is not negative.')
    .max(dearest)
    .optional()
    .meta({ title })
}
