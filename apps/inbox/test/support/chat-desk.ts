/** A pretended chat with accounts of their own for each test, worked by hand. */
import { runErrand } from '../../src/errands/run-errand.ts'
import { accept } from '../../src/ledger/accept.ts'
import { findMessage } from '../../src/messages/find-messages.ts'
import { drain } from '../../src/outbound/drain.ts'
import { SendingConnections } from '../../src/outbound/sending-connections.ts'
import { writeReply } from '../../src/outbound/write-reply.ts'
import { type PretendMail, rawOf } from './pretend-channel.ts'
import { openPretendDesk } from './pretend-desk.ts'

const never = new AbortController().signal
let accounts = 0
let replies = 0

export async function openChatDesk() {
  const desk = await openPretendDesk()
  const { ctx } = desk
  const connections = new SendingConnections(ctx)
  return {
    ctx,
    desk,
    /** With one customer's message in it. */
    async line(first: Partial<PretendMail> = {}) {
      const address = `chat ${(accounts += 1)}`
      const accountId = await desk.account(address, 'pretend_chat')
      const customer = `customer ${accounts}`
      const take = async (mail: Partial<PretendMail>) => {
        const bytes = new TextEncoder().encode(
          JSON.stringify({ id: '1', from: customer, chat: customer, text: 'hello', ...mail }),
        )
        await accept(ctx, { accountId, epoch: null }, [
          rawOf({ bytes, receivedAt: new Date() }, `key-${mail.id ?? '1'}`),
        ])
        await desk.ingestAll()
      }
      await take(first)
      const { id: conversationId } = await ctx.db
        .selectFrom('conversations')
        .select('id')
        .where('account_id', '=', accountId)
        .orderBy('id')
        .executeTakeFirstOrThrow()
      return { accountId, conversationId, customer, take, mailbox: desk.provider.mailbox(address) }
    },
    async messages(conversationId: string) {
      const rows = await ctx.db
        .selectFrom('messages')
        .select('id')
        .where('conversation_id', '=', conversationId)
        .orderBy('id')
        .execute()
      return Promise.all(rows.map(({ id }) => findMessage(ctx, id, () => 'may_duplicate')))
    },
    reply: (conversationId: string, text: string, over: object = {}) =>
      writeReply(ctx, {
        conversationId,
        agentId: null,
        clientId: `client-${(replies += 1)}-0000`,
        text,
        attachmentIds: [],
        ...over,
      }),
    drain: (conversationId: string) => drain(ctx, connections, conversationId, { signal: never, closing: never }),
    /** Everything that was rung for since the last look. */
    async errands() {
      for (const errand of desk.rung.errands.splice(0))
        await runErrand(ctx, connections, errand, { signal: never, closing: never })
    },
    /** Lets waits run out without waiting for them. */
    async passTime() {
      await ctx.pool.query(`update attachments set fetch_after = null where fetch_state = 'pending'`)
      await ctx.pool.query(`update sent_changes set try_after = now()`)
    },
    async [Symbol.asyncDispose]() {
      await connections[Symbol.asyncDispose]()
      await desk[Symbol.asyncDispose]()
    },
  }
}
