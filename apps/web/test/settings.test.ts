import { describe, expect, test } from 'vitest'
import { nextActionOf, percentOf, shownState } from '../src/settings/accounts/account-looks.ts'
import { pagesFor } from '../src/settings/pages.ts'
import { inOrder, mayChange } from '../src/settings/people/may-change.ts'
import { relativeTime, shortDuration } from '../src/settings/relative-time.ts'

const since = '2026-11-20T10:00:00.000Z'

describe('an account', () => {
  const degraded = { state: 'degraded', nextAction: 'wait', detail: '', sentence: null, progress: null, since } as const

  test('that was paused is shown so, whatever its last report said', () => {
    expect(shownState({ enabled: false, state: degraded })).toBe('paused')
    expect(nextActionOf({ enabled: false, state: { ...degraded, nextAction: 'reconnect' } })).toBeNull()
  })

  test('urges its settings where nothing else helps, and offers them where waiting may not', () => {
    expect(nextActionOf({ enabled: true, state: { ...degraded, nextAction: 'reconnect' } })?.isUrgent).toBe(true)
    expect(nextActionOf({ enabled: true, state: degraded })?.isUrgent).toBe(false)
    expect(nextActionOf({ enabled: true, state: { ...degraded, state: 'connected' } })).toBeNull()
  })

  test('has read 100 % only when it has read all', () => {
    expect(percentOf({ done: 999, total: 1_000 })).toBe(99)
    expect(percentOf({ done: 1_000, total: 1_000 })).toBe(100)
    expect(percentOf({ done: 0, total: 0 })).toBe(100)
  })
})

describe('people', () => {
  const person = (id: string, name: string, disabled = false) => ({
    id,
    name,
    disabled,
    email: `${id}@acme.test`,
    role: 'agent' as const,
    createdAt: since,
  })

  test('are changed by admins, and never by themselves', () => {
    expect(mayChange({ id: '2' }, { id: '1', role: 'admin' })).toBe(true)
    expect(mayChange({ id: '1' }, { id: '1', role: 'admin' })).toBe(false)
    expect(mayChange({ id: '2' }, { id: '1', role: 'agent' })).toBe(false)
  })

  test('stand in order of their names, those who left last', () => {
    const people = [person('1', 'Zoe'), person('2', 'Ada', true), person('3', 'Ben')]
    expect(inOrder(people, 'en').map(({ name }) => name)).toEqual(['Ben', 'Zoe', 'Ada'])
  })

  test('who are agents find only their own pages', () => {
    expect(pagesFor('agent').map(({ to }) => to)).toEqual(['/settings/profile', '/settings/appearance'])
    expect(pagesFor('admin').length).toBeGreaterThan(pagesFor('agent').length)
  })
})

describe('times', () => {
  const now = new Date('2026-11-20T12:00:00Z')

  test.each([
    ['2026-11-20T11:59:50Z', '10 seconds ago', '10 秒钟前'],
    ['2026-11-20T09:59:00Z', '2 hours ago', '2 小时前'],
    ['2026-11-27T13:00:00Z', 'in 7 days', '7 天后'],
  ])('%s is %s', (time, english, chinese) => {
    expect(relativeTime(time, 'en', now)).toBe(english)
    expect(relativeTime(time, 'zh-CN', now)).toBe(chinese)
  })

  test('durations are never zero', () => {
    expect(shortDuration(3, 'en')).toBe('0.1 sec')
    expect(shortDuration(1_260, 'zh-CN')).toBe('1.3 秒')
  })
})
