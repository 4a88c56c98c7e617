import { expect, test } from 'vitest'
import { momentOf } from '../src/inbound/write-entry.ts'

const now = new Date('2026-11-23T12:00:05.400Z')
const at = (time: string) => momentOf(new Date(time), now).toISOString()

test('an answer that arrives in the second of the reply it answers stands after it', () => {
  expect(at('2026-11-23T12:00:05.000Z')).toBe('2026-11-23T12:00:05.400Z')
  expect(at('2026-11-23T12:00:04.000Z')).toBe('2026-11-23T12:00:04.999Z')
})

test('a provider that counts in milliseconds is believed, unless it speaks of the future', () => {
  expect(at('2026-11-23T12:00:04.250Z')).toBe('2026-11-23T12:00:04.250Z')
  expect(at('2026-11-24T00:00:00.000Z')).toBe('2026-11-23T12:00:05.400Z')
})
