import { describe, expect, it } from 'vitest'
import { detailOf, sayFrom } from '../src/sentence.ts'

const say = sayFrom('toy', { lost: '{host} was lost {times} times, {host}.', fine: 'All is well.' })

describe('a sentence', () => {
  it('says in English what its code and values say', () => {
    expect(say('lost', { host: 'a.test', times: 2 })).toEqual({
      code: 'toy.lost',
      values: { host: 'a.test', times: 2 },
      text: 'a.test was lost 2 times, a.test.',
    })
    expect(say('fine')).toEqual({ code: 'toy.fine', values: {}, text: 'All is well.' })
  })

  it('takes what fills a gap as it is, braces and all', () => {
    expect(say('lost', { host: '{times}$&', times: 1 }).text).toBe('{times}$& was lost 1 times, {times}$&.')
  })

  it('has no gap left open, which is checked before it runs', () => {
    // @ts-expect-error `times` is missing.
    expect(say('lost', { host: 'a.test' }).text).toContain('{times}')
  })

  it('stands beside its text where a state or a step carries it', () => {
    expect(detailOf(say('fine'))).toEqual({ detail: 'All is well.', sentence: { code: 'toy.fine', values: {} } })
  })
})
