/** Attackers who want their words to stand in somebody else's conversation, or somebody else's words not to. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openReplyTokens } from '../../src/reply-tokens.ts'
import { openCase } from './someone-elses-case.ts'

const mallory = 'mallory@evil.example'
const ann = 'ann@example.com'

describe('an attacker who wants to write into Ann’s case', () => {
  it('by forging her address with the right references, where her domain denies it', async () => {
    await using at = await openCase()
    await at.receives({
      id: '<f@x>',
      from: ann,
      text: 'change my address',
      references: [at.messageId],
      proof: 'refuted',
    })
    expect(await at.shown()).toMatchObject([
      { texts: ['help', 'here'] },
      { texts: ['change my address'], linked: at.conversationId },
    ])
    const proof = await at.desk.ctx.db
      .selectFrom('messages')
      .select('sender_proof')
      .where('body_text', '=', 'change my address')
      .executeTakeFirstOrThrow()
    expect(proof).toEqual({ sender_proof: 'refuted' })
  })

  it('by forging her address where nobody vouches: it joins as it must, and is never called proven', async () => {
    await using at = await openCase()
    await at.receives({ id: '<f@x>', from: ann, text: 'is it me', references: [at.messageId] })
    expect(await at.shown()).toMatchObject([{ texts: ['help', 'here', 'is it me'] }])
    const proofs = await at.desk.ctx.db.selectFrom('messages').select('sender_proof').distinct().execute()
    expect(proofs.map(({ sender_proof }) => sender_proof)).not.toContain('proven')
  })

  it('by a reference he read in a forwarded mail, or by a copy or blind copy of it', async () => {
    await using at = await openCase()
    await at.receives({ id: '<m@x>', from: mallory, text: 'me too', references: [at.messageId, '<1@ann>'] })
    expect(await at.shown()).toMatchObject([
      { texts: ['help', 'here'] },
      { texts: ['me too'], linked: at.conversationId },
    ])
  })

  it('by sending under the Message-ID of her mail or of our reply', async () => {
    await using at = await openCase()
    await at.receives({ id: '<1@ann>#other', from: mallory, text: 'not hers', ids: ['<1@ann>'] })
    await at.receives({ id: `${at.messageId}#other`, from: mallory, text: 'not ours', ids: [at.messageId] })
    await at.receives({ id: '<2@ann>', from: ann, text: 'thanks', references: [at.messageId, '<1@ann>'] })
    const [first, ...others] = await at.shown()
    expect(first?.texts).toEqual(['help', 'here', 'thanks'])
    expect(others.map(({ texts }) => texts)).toEqual([['not hers'], ['not ours']])
  })

  it('by a guessed, cut or foreign token', async () => {
    await using at = await openCase()
    const name = at.messageId.slice(1).split('.')[0]
    const forged = [
      `<${name}@desk>`,
      `<${name}.${BigInt(`0x${randomBytes(12).toString('hex')}`)
        .toString(36)
        .padStart(19, '0')}@desk>`,
      at.messageId.replace('@desk>', '0@desk>'),
      at.messageId.replace(/.@desk>/, '@desk>'),
      `<${openReplyTokens(randomBytes(32)).mint('message', at.accountId)}@desk>`,
    ]
    for (const id of forged)
      await at.receives({ id: `<${id.length}${id.slice(30)}@x>`, from: ann, text: 'x', references: [id] })
    const shown = await at.shown()
    expect(shown[0]?.texts).toEqual(['help', 'here'])
    expect(shown).toHaveLength(1 + forged.length)
    expect(shown.every(({ linked }) => linked === null)).toBe(true)
    const kept = await at.desk.ctx.db.selectFrom('message_thread_ids').select('thread_id').execute()
    expect(kept.filter(({ thread_id }) => forged.includes(thread_id))).toEqual([])
  })

  it('by a real token of another account of the same desk', async () => {
    await using at = await openCase()
    const other = await at.desk.account('sales@example.com')
    await at.receives({ id: '<2@ann>', from: ann, text: 'to sales', references: [at.messageId] }, other)
    expect(await at.shown()).toMatchObject([{ texts: ['help', 'here'] }, { texts: ['to sales'], linked: null }])
  })

  it('and joins her next mail to his own case by naming it before it comes', async () => {
    await using at = await openCase()
    await at.receives({ id: '<trap@x>', from: mallory, text: 'trap', references: ['<2@ann>', '<3@ann>'] })
    await at.receives({ id: '<3@ann>', from: ann, text: 'third', references: ['<2@ann>'] })
    await at.receives({ id: '<2@ann>', from: ann, text: 'second' })
    await at.receives({ id: '<4@ann>', from: ann, text: 'fourth', references: ['<3@ann>', at.messageId] })
    expect(await at.shown()).toMatchObject([
      { texts: ['help', 'here'] },
      { texts: ['trap'], linked: null },
      { texts: ['third', 'second', 'fourth'], linked: null },
    ])
  })

  it('and hides her real mail behind a forgery of it that came first', async () => {
    await using at = await openCase()
    const mail = { id: '<2@ann>', from: ann, text: 'the same words', references: [at.messageId] }
    await at.receives({ ...mail, proof: 'refuted' })
    await at.receives({ ...mail, proof: 'proven' })
    await at.receives({ id: '<3@ann>', from: ann, text: 'more', references: ['<2@ann>'] })
    expect(await at.shown()).toMatchObject([
      { texts: ['help', 'here', 'the same words', 'more'] },
      { texts: ['the same words'], linked: at.conversationId },
    ])
  })

  it('and drives her out of it with hundreds of mails that refer to it', async () => {
    await using at = await openCase()
    for (let n = 0; n < 60; n += 1) {
      const id = `<${n}@x>`
      await at.receives({
        id,
        from: `m${n}@evil.example`,
        text: 'x',
        references: [at.messageId, '<1@ann>', '<own@ann>'],
      })
    }
    const many = Array.from({ length: 49 }, (_, n) => `<${n}@x>`)
    await at.receives({ id: '<2@ann>', from: ann, text: 'still me', references: [...many, at.messageId] })
    const [first, ...others] = await at.shown()
    expect(first?.texts).toEqual(['help', 'here', 'still me'])
    expect(others).toHaveLength(60)
  })
})
