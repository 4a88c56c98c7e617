/** Attackers who want the desk to believe something wrong about one of its replies. */
import { describe, expect, it } from 'vitest'
import { type Case, openCase } from './someone-elses-case.ts'

const bounce = {
  id: '<b@x>',
  from: 'mailer-daemon@evil.example',
  text: 'about your mail',
  automation: 'bounce' as const,
}

async function makeUnconfirmed(at: Case) {
  const { db } = at.desk.ctx
  await db.updateTable('messages').set({ delivery_state: 'unconfirmed' }).where('id', '=', at.replyId).execute()
}

describe('an attacker who knows the Message-ID of a reply', () => {
  it.each(['delivered', 'read'] as const)('cannot have it shown as %s', async (outcome) => {
    await using at = await openCase()
    const report = { about: [at.messageId], recipients: ['ann@example.com'], outcome }
    await at.receives({ ...bounce, report })
    expect(await at.replyState()).toBe('sent')
    expect(await at.shown()).toMatchObject([{ texts: ['help', 'here'] }, { texts: ['about your mail'] }])
  })

  it('cannot have it shown as failed for somebody it was not sent to, or for nobody', async () => {
    await using at = await openCase()
    await at.receives({
      ...bounce,
      report: { about: [at.messageId], recipients: ['ben@example.com'], outcome: 'failed' },
    })
    await at.receives({ ...bounce, id: '<c@x>', report: { about: [at.messageId], outcome: 'failed' } })
    expect(await at.replyState()).toBe('sent')
    expect(await at.shown()).toHaveLength(3)
  })

  it('cannot use a token that is not the reply’s report id', async () => {
    await using at = await openCase()
    const { tokens } = at.desk.ctx
    const guesses = [
      at.messageId.slice(1, -'@desk>'.length),
      at.reportId.slice(0, -1),
      tokens.mint('report', '999'),
      tokens.mint('report', at.accountId),
    ]
    for (const [n, reportId] of guesses.entries()) {
      const report = { reportId, about: [at.messageId], recipients: ['ann@example.com'], outcome: 'delivered' as const }
      await at.receives({ ...bounce, id: `<${n}@x>`, report })
    }
    expect(await at.replyState()).toBe('sent')
  })

  it('cannot write into the case by referring to the report id', async () => {
    await using at = await openCase()
    await at.receives({
      id: '<2@ann>',
      from: 'ann@example.com',
      text: 'x',
      references: [at.reportId, `<${at.reportId}>`, `<report:${at.reportId}>`],
    })
    expect(await at.shown()).toHaveLength(2)
  })

  it('cannot hide a mail in the desk’s own name behind it, though a true copy is not shown twice', async () => {
    await using at = await openCase()
    const copy = { from: 'desk@example.com', own: true, ids: [at.messageId] }
    await at.receives({ ...copy, id: `${at.messageId}#1`, text: 'pay to this account' })
    await at.receives({ ...copy, id: `${at.messageId}#2`, text: 'here', files: [{ name: 'x.txt', text: 'x' }] })
    expect((await at.shown()).map(({ texts }) => texts)).toEqual([['help', 'here'], ['pay to this account'], ['here']])
    await at.receives({ ...copy, id: `${at.messageId}#3`, text: 'he\nre ' })
    expect(await at.shown()).toHaveLength(3)
  })

  it('cannot make a doubtful reply certain by a mail in the desk’s name with other words', async () => {
    await using at = await openCase()
    await makeUnconfirmed(at)
    await at.receives({ id: '<z@x>', ids: [at.messageId], from: 'desk@example.com', own: true, text: 'other words' })
    expect(await at.replyState()).toBe('unconfirmed')
  })
})

describe('a server on the way', () => {
  it.each(['delivered', 'delayed', 'failed'] as const)(
    'is believed when it names the report id: %s',
    async (outcome) => {
      await using at = await openCase()
      const report = { reportId: at.reportId.toUpperCase(), about: [], outcome }
      await at.receives({ ...bounce, report })
      expect(await at.replyState()).toBe(outcome === 'delayed' ? 'sent' : outcome)
      expect(await at.shown()).toHaveLength(1)
    },
  )

  it('that lost the report id is believed when it says that a recipient was not reached', async () => {
    await using at = await openCase()
    await at.receives({
      ...bounce,
      report: { about: [at.messageId], recipients: ['ann@example.com'], outcome: 'failed' },
    })
    expect(await at.replyState()).toBe('failed')
  })
})
