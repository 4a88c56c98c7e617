import { expect, test } from 'vitest'
import { costOfToday } from '../src/accounts/cost-of-today.ts'

const prices = { currency: 'USD', items: { read: 0.005, write: 0.01 }, dailyLimit: 5 }

test('what was used costs what its items cost, and the day goes on as it went', () => {
  const noon = costOfToday(prices, { read: 100, write: 3, unheard_of: 2 }, new Date('2026-11-23T12:00:00Z'))
  expect(noon).toEqual({
    currency: 'USD',
    items: [
      { item: 'read', count: 100, cost: 0.5 },
      { item: 'unheard_of', count: 2, cost: 0 },
      { item: 'write', count: 3, cost: 0.03 },
    ],
    spent: 0.53,
    forecast: 1.06,
    dailyLimit: 5,
  })
})

test('nothing is foretold from a day’s first minutes', () => {
  expect(costOfToday(prices, { write: 1 }, new Date('2026-11-23T00:30:00Z'))).toMatchObject({
    forecast: null,
    spent: 0.01,
  })
})
