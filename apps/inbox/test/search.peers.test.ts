/** Whom and what a search finds, from how it came in to how it is looked for. */
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { renameContact } from '../src/contacts/contacts.ts'
import { searchMatches } from '../src/conversations/search.ts'
import { accept } from '../src/ledger/accept.ts'
import { startConversation } from '../src/outbound/start-conversation.ts'
import { rawOf, type PretendMail } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

/** The conversation it came into. */
async function take(desk: PretendDesk, accountId: string, mail: PretendMail): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(mail))
  await accept(desk.ctx, { accountId, epoch: null }, [rawOf({ bytes, receivedAt: new Date() }, mail.id)])
  await desk.ingestAll()
  const { conversation_id } = await desk.ctx.db
    .selectFrom('messages')
    .select('conversation_id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return conversation_id
}

async function found({ ctx }: PretendDesk, q: string): Promise<string[]> {
  const { rows } = await sql<{ conversation_id: string }>`${searchMatches(q)} order by 1`.execute(ctx.db)
  return rows.map((row) => row.conversation_id)
}

it('finds a conversation by its customer’s name and by its subject, in both scripts', async () => {
  await using desk = await openPretendDesk()
  const accountId = await desk.account()
  const mei = await take(desk, accountId, {
    id: '1',
    from: 'mei@example.com',
    name: '陈小梅',
    subject: '提现失败',
    text: '你好',
  })
  const ann = await take(desk, accountId, {
    id: '2',
    from: 'a.b@example.com',
    name: 'Ann O’Brien',
    subject: 'Lost ledger',
    text: 'Hi',
  })
  expect(await found(desk, '陈小梅')).toEqual([mei])
  expect(await found(desk, '小梅')).toEqual([mei])
  expect(await found(desk, '提现')).toEqual([mei])
  expect(await found(desk, 'brien ann')).toEqual([ann])
  expect(await found(desk, 'LEDG')).toEqual([ann])
  expect(await found(desk, '陈大梅')).toEqual([])
})

it('finds all conversations of a contact by the name an agent gave them, and by the one they write under', async () => {
  await using desk = await openPretendDesk()
  const accountId = await desk.account()
  const first = await take(desk, accountId, { id: '1', from: 'x9@example.com', name: 'cryptofan', text: 'Hello' })
  const second = await take(desk, accountId, { id: '2', from: 'x9@example.com', text: 'Another matter' })
  const { contact_id } = await desk.ctx.db
    .selectFrom('conversations')
    .select('contact_id')
    .where('id', '=', first)
    .executeTakeFirstOrThrow()
  await renameContact(desk.ctx.db, contact_id, '王伟 Wei Wang')
  expect(await found(desk, '王伟')).toEqual([first, second])
  expect(await found(desk, 'wang')).toEqual([first, second])
  expect(await found(desk, 'cryptofan')).toEqual([first])
  await renameContact(desk.ctx.db, contact_id, null)
  expect(await found(desk, '王伟')).toEqual([])
})

it('finds what the desk began by whom it was written to and by its subject, before they answer', async () => {
  await using desk = await openPretendDesk()
  const accountId = await desk.account()
  const known = await take(desk, accountId, { id: '1', from: 'mei@example.com', name: '陈小梅', text: '你好' })
  const recipient = (typed: string) => ({ key: typed, address: typed })
  const channels = desk.ctx.channels.map((channel) => ({ ...channel, recipient }))
  const begun = await startConversation(
    { ...desk.ctx, channels },
    {
      accountId,
      agentId: null,
      to: 'mei@example.com',
      subject: 'Your statement',
      text: 'Please see attached.',
      clientId: null,
    },
  )
  if (!begun.ok) throw new Error(begun.message)
  expect(await found(desk, '小梅')).toEqual([known, begun.conversationId])
  expect(await found(desk, 'statement')).toEqual([begun.conversationId])
})
