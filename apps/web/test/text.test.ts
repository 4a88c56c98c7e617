import { describe, expect, test } from 'vitest'
import { spansOf } from '../src/inbox/conversation/text-spans.ts'
import { snoozeChoices } from '../src/inbox/snooze-times.ts'
import { initials } from '../src/ui/Avatar.tsx'

describe('the text of a message', () => {
  const kinds = (text: string, marked = false) => spansOf(text, marked).map((span) => [span.kind, span.text])

  test('has its links found, without the punctuation after them', () => {
    expect(kinds('See https://acme.test/a?b=1. Thanks')).toEqual([
      ['plain', 'See '],
      ['link', 'https://acme.test/a?b=1'],
      ['plain', '. Thanks'],
    ])
    expect(kinds('请看https://acme.test/订单。谢谢')[1]).toEqual(['link', 'https://acme.test/订单'])
  })

  test('never makes a link of another scheme', () => {
    expect(kinds('javascript:alert(1) data:text/html,x')).toEqual([['plain', 'javascript:alert(1) data:text/html,x']])
  })

  test('shows emphasis only where it was written as such', () => {
    expect(kinds('a **b** `c` *d*', true)).toEqual([
      ['plain', 'a '],
      ['strong', 'b'],
      ['plain', ' '],
      ['code', 'c'],
      ['plain', ' '],
      ['em', 'd'],
    ])
    expect(kinds('a **b**', false)).toEqual([['plain', 'a **b**']])
  })

  test('loses no character, and takes time in proportion to its length', () => {
    const text = `${'*'.repeat(20_000)} ${'`'.repeat(20_000)} https://${'a'.repeat(20_000)}`
    const before = performance.now()
    expect(spansOf(text, true).length).toBeGreaterThan(0)
    expect(performance.now() - before).toBeLessThan(1_000)
    expect(
      spansOf('plain *text', true)
        .map((span) => span.text)
        .join(''),
    ).toBe('plain *text')
  })
})

describe('the times to snooze until', () => {
  const at = (text: string) => new Date(`${text}:00`)
  const names = (now: Date) => snoozeChoices(now).map((choice) => choice.id)

  test('on a Monday are later, tomorrow, the weekend, next week', () => {
    const now = at('2026-11-23T10:00')
    expect(names(now)).toEqual(['later', 'tomorrow', 'weekend', 'nextWeek'])
    expect(snoozeChoices(now).map(({ until }) => [until.getDay(), until.getHours()])).toEqual([
      [1, 13],
      [2, 9],
      [6, 10],
      [1, 9],
    ])
  })

  test('late at night leave out later today; on a Sunday tomorrow is next week', () => {
    expect(names(at('2026-11-23T23:00'))).not.toContain('later')
    expect(names(at('2026-11-29T12:00'))).toEqual(['later', 'tomorrow'])
  })

  test('always lie ahead', () => {
    for (let hour = 0; hour < 24 * 14; hour++) {
      const now = new Date(at('2026-11-20T00:30').getTime() + hour * 3_600_000)
      for (const { until } of snoozeChoices(now)) expect(until.getTime()).toBeGreaterThan(now.getTime())
    }
  })
})

test('initials fit both ways of writing a name', () => {
  expect(initials('Anna Klein')).toBe('AK')
  expect(initials('anna')).toBe('A')
  expect(initials('欧阳娜娜')).toBe('娜娜')
  expect(initials('')).toBe('')
})
