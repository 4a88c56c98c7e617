import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideThread, type ThreadCandidate } from '../src/threading.ts'

const candidate = (over: Partial<ThreadCandidate>): ThreadCandidate => ({
  conversationId: '1',
  status: 'open',
  participants: ['mei@example.com'],
  rank: 0,
  referred: true,
  ...over,
})

describe('decideThread', () => {
  it('lets a participant continue the conversation their message refers to', () => {
    expect(
      decideThread({ senderKey: 'mei@example.com', senderProof: 'claimed', automation: 'none' }, [candidate({})]),
    ).toEqual({
      kind: 'join',
      conversationId: '1',
      reopen: false,
    })
  })

  it('gives a stranger who refers to a conversation one of their own, linked', () => {
    expect(
      decideThread({ senderKey: 'mallory@example.com', senderProof: 'claimed', automation: 'none' }, [candidate({})]),
    ).toEqual({
      kind: 'open',
      linked: { conversationId: '1', because: 'stranger' },
    })
  })

  it('lets nobody in whose domain denies the mail: it opens a linked conversation', () => {
    const refuted = { senderKey: 'mei@example.com', senderProof: 'refuted' as const, automation: 'none' as const }
    expect(decideThread(refuted, [candidate({})])).toEqual({
      kind: 'open',
      linked: { conversationId: '1', because: 'refuted' },
    })
  })

  it('links nothing to a stranger’s conversation that named the message before it came', () => {
    const trap = candidate({ participants: ['mallory@example.com'], referred: false })
    const decision = decideThread({ senderKey: 'mei@example.com', senderProof: 'claimed', automation: 'none' }, [trap])
    expect(decision).toEqual({ kind: 'open', linked: null })
  })

  it('re-opens a resolved conversation when a participant writes, and never when a machine does', () => {
    const resolved = [candidate({ status: 'resolved' })]
    expect(
      decideThread({ senderKey: 'mei@example.com', senderProof: 'claimed', automation: 'none' }, resolved),
    ).toMatchObject({ reopen: true })
    expect(
      decideThread({ senderKey: 'mei@example.com', senderProof: 'claimed', automation: 'auto_reply' }, resolved),
    ).toMatchObject({
      reopen: false,
    })
  })

  it('prefers the nearest reference the sender takes part in over a nearer one they do not', () => {
    const nearest = candidate({ conversationId: 'theirs', participants: ['ann@example.com'], rank: 0 })
    const own = candidate({ conversationId: 'own', rank: 3 })
    expect(
      decideThread({ senderKey: 'mei@example.com', senderProof: 'claimed', automation: 'none' }, [own, nearest]),
    ).toMatchObject({
      conversationId: 'own',
    })
  })

  it('never lets anybody write where they do not take part, whatever they refer to', () => {
    const anyCandidate = fc.record({
      conversationId: fc.string(),
      status: fc.constantFrom('open' as const, 'snoozed' as const, 'resolved' as const),
      participants: fc.array(fc.constantFrom<string>('a', 'b', 'c')),
      rank: fc.nat(5),
      referred: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'z'), fc.array(anyCandidate), (senderKey, candidates) => {
        const decision = decideThread({ senderKey, senderProof: 'claimed', automation: 'none' }, candidates)
        if (decision.kind === 'open') return
        expect(
          candidates.some((c) => c.conversationId === decision.conversationId && c.participants.includes(senderKey)),
        ).toBe(true)
      }),
    )
  })
})
