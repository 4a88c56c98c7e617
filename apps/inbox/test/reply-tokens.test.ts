import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openReplyTokens } from '../src/reply-tokens.ts'

const desk = openReplyTokens(Buffer.alloc(32, 1))
const token = desk.mint('message', '7')

describe('reply tokens', () => {
  it('fit into a mail address, and are known again though a server changed their case', () => {
    expect(token).toMatch(/^[a-z0-9.-]{1,64}$/)
    expect(desk.holds(token, 'message', '7')).toBe(true)
    expect(desk.holds(token.toUpperCase(), 'message', '7')).toBe(true)
    expect(openReplyTokens(Buffer.alloc(32, 1)).holds(token, 'message', '7')).toBe(true)
  })

  it.each([
    ['of another account', token, 'message', '8'],
    ['of another kind', token, 'report', '7'],
    ['cut by one character', token.slice(0, -1), 'message', '7'],
    ['cut to its name', token.split('.')[0]!, 'message', '7'],
    ['of another desk', openReplyTokens(randomBytes(32)).mint('message', '7'), 'message', '7'],
    ['with a guessed code', `${token.split('.')[0]}.${'0'.repeat(19)}`, 'message', '7'],
    ['with more behind it', `${token}0`, 'message', '7'],
    ['of nothing', '', 'message', '7'],
  ] as const)('hold nothing %s', (_, forged, kind, accountId) => {
    expect(desk.holds(forged, kind, accountId)).toBe(false)
  })

  it('hold with no single character changed', () => {
    const start = 'cord-'.length
    const wrong = Array.from(token.slice(start), (character, at) => {
      const other = character === '0' ? '1' : '0'
      return `${token.slice(0, start + at)}${other}${token.slice(start + at + 1)}`
    })
    expect(wrong.filter((forged) => desk.holds(forged, 'message', '7'))).toEqual([])
  })
})
