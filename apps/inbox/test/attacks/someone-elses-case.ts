/** A desk on which Ann's case stands, and what attackers can send to it. */
import { sql } from 'kysely'
import { accept } from '../../src/ledger/accept.ts'
import { drain } from '../../src/outbound/drain.ts'
import { SendingConnections } from '../../src/outbound/sending-connections.ts'
import { writeReply } from '../../src/outbound/write-reply.ts'
import { type PretendMail, rawOf } from '../support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from '../support/pretend-desk.ts'

export type Shown = { texts: string[]; linked: string | null; id: string; status: string }

export interface Case extends AsyncDisposable {
  desk: PretendDesk
  accountId: string
  conversationId: string
  replyId: string
  /** The Message-ID of the desk's reply, which everybody knows who got it or an answer to it. */
  messageId: string
  /** What only the servers on its way saw. */
  reportId: string
  receives(mail: PretendMail, accountId?: string): Promise<void>
  /** Conversations in the order they were opened. */
  shown(): Promise<Shown[]>
  replyState(): Promise<string | null>
}

let key = 0

/** Ann wrote `<1@ann>`, the desk answered “here”, the answer went out. */
export async function openCase(): Promise<Case> {
  const desk = await openPretendDesk()
  const accountId = await desk.account()
  const receives = async (mail: PretendMail, to = accountId) => {
    const bytes = new TextEncoder().encode(JSON.stringify(mail))
    await accept(desk.ctx, { accountId: to, epoch: null }, [rawOf({ bytes, receivedAt: new Date() }, `a${(key += 1)}`)])
    await desk.ingestAll()
  }
  await receives({ id: '<1@ann>', from: 'ann@example.com', text: 'help' })
  const { id: conversationId } = await desk.ctx.db.selectFrom('conversations').select('id').executeTakeFirstOrThrow()
  const written = await writeReply(desk.ctx, {
    conversationId,
    agentId: null,
    clientId: 'client-0001',
    text: 'here',
    attachmentIds: [],
  })
  if (!written.ok) throw new Error(written.message)
  await using connections = new SendingConnections(desk.ctx)
  const never = new AbortController().signal
  await drain(desk.ctx, connections, conversationId, { signal: never, closing: never })
  const { envelope } = desk.provider.mailbox('desk@example.com').delivered[0]!
  return {
    desk,
    accountId,
    conversationId,
    replyId: written.messageId,
    messageId: envelope.externalId!,
    reportId: envelope.reportId!,
    receives,
    async shown() {
      const { rows } = await sql<Shown>`
        select c.id, c.status, c.linked_conversation_id::text as linked,
          (select array_agg(m.body_text order by m.id) from messages m where m.conversation_id = c.id) as texts
        from conversations c order by c.id`.execute(desk.ctx.db)
      return rows
    },
    async replyState() {
      const row = await desk.ctx.db
        .selectFrom('messages')
        .select('delivery_state')
        .where('id', '=', written.messageId)
        .executeTakeFirstOrThrow()
      return row.delivery_state
    },
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  }
}
