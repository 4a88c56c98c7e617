import { sayFrom } from '@cordboard/core/sentence'
import { ChannelError } from '@cordboard/core/channel/error'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { flagUnheard } from '../src/accounts/flag-unheard.ts'
import { findAccount } from '../src/accounts/list-accounts.ts'
import { removeAccount } from '../src/accounts/remove-account.ts'
import { reportState } from '../src/accounts/report-state.ts'
import { updateAccount } from '../src/accounts/update-account.ts'
import { findConversations } from '../src/conversations/find-conversations.ts'
import { accept } from '../src/ledger/accept.ts'
import { stateAfter } from '../src/listeners/back-off.ts'
import { findMessages } from '../src/messages/find-messages.ts'
import { drain } from '../src/outbound/drain.ts'
import { SendingConnections } from '../src/outbound/sending-connections.ts'
import { writeReply } from '../src/outbound/write-reply.ts'
import { endUnansweredSends } from '../src/sweep/end-unanswered-sends.ts'
import { type PretendMail, rawOf } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

const say = sayFrom('pretend', { full: 'The mailbox of {who} is full.', away: 'The server is away.' })

let key = 0
/** The conversation the mail came to. */
async function take(desk: PretendDesk, accountId: string, mail: PretendMail): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(mail))
  await accept(desk.ctx, { accountId, epoch: null }, [rawOf({ bytes, receivedAt: new Date() }, `key ${(key += 1)}`)])
  await desk.ingestAll()
  const newest = desk.ctx.db.selectFrom('messages').select('conversation_id').orderBy('id', 'desc').limit(1)
  return (await newest.executeTakeFirstOrThrow()).conversation_id
}

async function answer(desk: PretendDesk, conversationId: string): Promise<string> {
  const reply = { conversationId, agentId: null, clientId: `client ${(key += 1)}`, text: 'here', attachmentIds: [] }
  const written = await writeReply(desk.ctx, reply)
  if (!written.ok) throw new Error(written.message)
  return written.messageId
}

async function shown({ ctx }: PretendDesk, id: string) {
  const found = await findMessages(ctx, [id], () => 'may_duplicate')
  return found.get(id)
}

describe('a sentence is shown with its code', () => {
  it('where a channel says why a reply failed, and gone when it is sent again', async () => {
    await using desk = await openPretendDesk()
    const conversationId = await take(desk, await desk.account(), {
      id: '<1@c>',
      from: 'ann@example.com',
      text: 'help',
    })
    const full = new ChannelError('permanent', say('full', { who: 'ann' }))
    desk.provider.mailbox('desk@example.com').sendFaults.push({ error: full, when: 'before' })
    const messageId = await answer(desk, conversationId)
    await using connections = new SendingConnections(desk.ctx)
    const never = new AbortController().signal
    await drain(desk.ctx, connections, conversationId, { signal: never, closing: never })
    expect((await shown(desk, messageId))?.delivery).toMatchObject({
      state: 'failed',
      detail: 'The mailbox of ann is full.',
      sentence: { code: 'pretend.full', values: { who: 'ann' } },
    })
    await sql`update messages set delivery_state = 'queued' where id = ${messageId}`.execute(desk.ctx.db)
    await drain(desk.ctx, connections, conversationId, { signal: never, closing: never })
    expect((await shown(desk, messageId))?.delivery).toMatchObject({ state: 'sent', detail: null, sentence: null })
  })

  it('where the desk itself left a reply unanswered, or took its account away', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const conversationId = await take(desk, accountId, { id: '<1@c>', from: 'ann@example.com', text: 'help' })
    const [cutOff, waiting] = [await answer(desk, conversationId), await answer(desk, conversationId)]
    await sql`update messages set delivery_state = 'sending', sending_until = now() - interval '1 second'
      where id = ${cutOff}`.execute(desk.ctx.db)
    await endUnansweredSends(desk.ctx)
    await removeAccount(desk.ctx, { id: accountId, actorAgentId: null })
    expect((await shown(desk, cutOff))?.delivery?.sentence).toEqual({ code: 'desk.reply_cut_off', values: {} })
    expect((await shown(desk, waiting))?.delivery?.sentence).toEqual({ code: 'desk.reply_disconnected', values: {} })
  })

  it('of an account, from its first connecting to its pause', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    const code = async () => (await findAccount(desk.ctx.db, id)).state.sentence?.code
    expect(await code()).toBe('desk.connecting_first')
    await reportState(desk.ctx, id, stateAfter(new ChannelError('transient', say('away'))))
    expect(await code()).toBe('pretend.away')
    await reportState(desk.ctx, id, { state: 'connected', detail: 'Fine.', nextAction: 'none', progress: null })
    expect(await code()).toBeUndefined()
    await sql`update channel_accounts set lease_until = now() - interval '1 hour'`.execute(desk.ctx.db)
    await flagUnheard(desk.ctx)
    expect(await code()).toBe('desk.unread')
    await updateAccount(desk.ctx, { id, enabled: false, actorAgentId: null })
    expect(await code()).toBe('desk.paused')
  })

  it('of a message that could not be read, in the list as well, until somebody writes', async () => {
    await using desk = await openPretendDesk()
    const mail = { id: '<1@c>', from: 'ann@example.com', text: '', fault: 'throws' } as const
    const conversationId = await take(desk, await desk.account(), mail)
    const row = async () =>
      (await findConversations(desk.ctx, [conversationId], { readerId: null })).get(conversationId)
    const unread = await row()
    expect(unread?.snippetSentence).toEqual({ code: 'desk.unreadable', values: {} })
    expect((await shown(desk, unread?.lastMessageId ?? ''))?.body.sentence).toEqual(unread?.snippetSentence)
    await answer(desk, conversationId)
    expect(await row()).toMatchObject({ snippet: 'here', snippetSentence: null })
  })
})
