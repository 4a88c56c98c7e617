/** One account, one customer, one conversation, and lanes drained by hand. */
import { createAccount } from '../../src/accounts/create-account.ts'
import { drain } from '../../src/outbound/drain.ts'
import { SendingConnections } from '../../src/outbound/sending-connections.ts'
import { startConversation } from '../../src/outbound/start-conversation.ts'
import { writeReply } from '../../src/outbound/write-reply.ts'
import { sweep } from '../../src/sweep/sweep.ts'
import { scriptedProvider } from './scripted-channel.ts'
import { openTestDesk } from './test-desk.ts'

export async function openOutboundDesk(resend?: 'may_duplicate' | 'deduplicated') {
  await using opening = new AsyncDisposableStack()
  const provider = scriptedProvider(resend)
  const test = opening.use(await openTestDesk({ channels: [provider.channel] }))
  const ctx = test.desk
  const connections = opening.use(new SendingConnections(ctx))
  const created = await createAccount(ctx, {
    channel: provider.channel.id,
    name: 'Support',
    settings: { address: 'desk@example.com', password: 'secret' },
    actorAgentId: null,
  })
  if (!('id' in created)) throw new Error(JSON.stringify(created))
  const accountId = created.id
  const opened = opening.move()
  let clients = 0
  const never = new AbortController().signal

  return {
    ctx,
    test,
    provider,
    connections,
    accountId,
    /** A conversation whose first message was sent. */
    async conversation(to = 'mei@example.com') {
      const started = await startConversation(ctx, {
        accountId,
        agentId: null,
        to,
        subject: 'Order',
        text: 'First',
        clientId: null,
      })
      if (!started.ok) throw new Error(started.message)
      await drain(ctx, connections, started.conversationId, { signal: never, closing: never })
      provider.taken.length = 0
      return started.conversationId
    },
    async reply(conversationId: string, text: string) {
      const clientId = `client-${(clients += 1)}-0000`
      const written = await writeReply(ctx, { conversationId, agentId: null, clientId, text, attachmentIds: [] })
      if (!written.ok) throw new Error(written.message)
      return written.messageId
    },
    drain: (conversationId: string, signal = never) =>
      drain(ctx, connections, conversationId, { signal, closing: never }),
    sweep: () => sweep(ctx, connections, never),
    async delivery(messageId: string) {
      return ctx.db
        .selectFrom('messages')
        .select(['delivery_state as state', 'delivery_attempts as attempts', 'delivery_detail as detail'])
        .where('id', '=', messageId)
        .executeTakeFirstOrThrow()
    },
    /** Lets waits and leases run out without waiting for them. */
    async passTime() {
      await ctx.pool.query(
        `update messages set deliver_after = now() - interval '1 second' where deliver_after is not null`,
      )
      await ctx.pool.query(
        `update messages set sending_until = now() - interval '1 second' where sending_until is not null`,
      )
      await ctx.pool.query('update channel_accounts set sending_waits_until = null')
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
