/**
 * Writes one conversation of the demo, entry after entry. What customers said takes the way every message takes, through the ledger;
 * what the desk said then could only be written now, so its row is made as it would stand by now.
 */
import { randomUUID } from 'node:crypto'
import { personCalled } from '@cordboard/channel-demo/cast'
import { demo } from '@cordboard/channel-demo/index'
import { rawOf } from '@cordboard/channel-demo/raw'
import type { Envelope } from '@cordboard/core/message'
import { detailOf } from '@cordboard/core/sentence'
import type { Transaction } from 'kysely'
import type { Context } from '../context.ts'
import { updateConversation } from '../conversations/update-conversation.ts'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import type { Ingest } from '../inbound/ingest.ts'
import { accept } from '../ledger/accept.ts'
import { moveDelivery } from '../outbound/change-delivery.ts'
import { enterMessage } from '../outbound/enter-message.ts'
import { holdConversation } from '../outbound/hold-conversation.ts'
import type { CustomerEntry, Entry, Story, Unsent } from './stories/story.ts'

type Needs = Context & { ingest: Ingest }
type Telling = { accountId: string; now: Date }
type DeskEntry = Exclude<Entry, CustomerEntry>
type Place = Telling & { story: Story; conversationId: string; position: number }

const hourMs = 3_600_000

export async function tellStory(ctx: Needs, story: Story, telling: Telling): Promise<void> {
  let conversationId = ''
  for (const [position, entry] of story.entries.entries()) {
    if (entry.by === 'customer') {
      conversationId = await hear(ctx, { ...telling, story, position }, entry)
    } else {
      await write(ctx, { ...telling, story, conversationId, position }, entry)
    }
  }
  await settle(ctx, story, { ...telling, conversationId })
}

async function hear(
  ctx: Needs,
  { story, accountId, now, position }: Telling & { story: Story; position: number },
  { hoursAgo, said, files = [] }: CustomerEntry,
): Promise<string> {
  const id = storyId(story, position)
  const name = personCalled(story.handle)?.name ?? null
  const words = { id, from: story.handle, name, subject: position === 0 ? story.subject : null, said, files }
  await accept(ctx, { accountId, epoch: null }, [rawOf(words, before(now, hoursAgo))])
  const ledger = await ctx.db
    .selectFrom('ledger')
    .select('id')
    .where('account_id', '=', accountId)
    .where('provider_key', '=', id)
    .executeTakeFirstOrThrow()
  await ctx.ingest([ledger.id])
  const message = await ctx.db
    .selectFrom('messages')
    .select('conversation_id')
    .where('account_id', '=', accountId)
    .where('external_id', '=', id)
    .executeTakeFirstOrThrow()
  return message.conversation_id
}

async function write(ctx: Context, place: Place, entry: DeskEntry): Promise<void> {
  const messageId = await ctx.db.transaction().execute(async (tx) => {
    await holdConversation(tx, place.conversationId)
    return entry.by === 'note' ? enterNote(tx, place, entry) : enterReply(tx, place, entry)
  })
  if (entry.by === 'desk' && entry.unsent)
    await fail(ctx, messageId, { ...entry.unsent, at: before(place.now, entry.hoursAgo) })
}

async function enterNote(tx: Transaction<Tables>, place: Place, { hoursAgo, text }: DeskEntry): Promise<string> {
  const { accountId, conversationId } = place
  const at = before(place.now, hoursAgo)
  const row = { account_id: accountId, conversation_id: conversationId, occurred_at: at }
  const messageId = await enterMessage(tx, { ...row, direction: 'note', body_text: text }, { text, attachmentIds: [] })
  await appendEvents(tx, [{ type: 'note.written', accountId, conversationId, messageId }])
  return messageId
}

async function enterReply(
  tx: Transaction<Tables>,
  place: Place,
  { hoursAgo, text, unsent }: Extract<Entry, { by: 'desk' }>,
): Promise<string> {
  const { accountId, conversationId, story } = place
  const at = before(place.now, hoursAgo)
  const envelope = envelopeOf(place, unsent)
  const body = demo.render(text)
  const row = {
    account_id: accountId,
    conversation_id: conversationId,
    occurred_at: at,
    direction: 'outbound' as const,
    external_id: envelope.externalId,
    subject: story.subject,
    body_text: body.text,
    body_html: body.html,
    recipients_to: [...envelope.to],
    envelope: JSON.stringify(envelope),
    // One that did not arrive takes its last step like any other: see below.
    delivery_state: unsent ? ('sending' as const) : ('sent' as const),
    delivery_attempts: 1,
    delivery_at: at,
    ...(unsent ? { sending_until: new Date(place.now.getTime() + hourMs) } : { sent_at: at }),
  }
  const messageId = await enterMessage(tx, row, { text: body.text, attachmentIds: [] })
  await tx
    .insertInto('message_thread_ids')
    .values({ account_id: accountId, thread_id: envelope.externalId ?? messageId, message_id: messageId })
    .execute()
  await appendEvents(tx, [{ type: 'message.written', accountId, conversationId, messageId }])
  return messageId
}

/** A reply of the story is no turn of the talk to come; one that is sent again is its first. */
function envelopeOf({ story, position }: Place, unsent: Unsent | undefined): Envelope {
  const self = demo.self({ line: '' })
  const contact = { key: story.handle, displayName: null }
  const envelope = demo.address({
    token: randomUUID(),
    reportToken: '',
    self,
    contact,
    subject: story.subject,
    history: [],
  })
  return unsent ? envelope : { ...envelope, externalId: storyId(story, position) }
}

async function fail(
  ctx: Context,
  messageId: string,
  { state, why, technical, at }: Unsent & { at: Date },
): Promise<void> {
  await moveDelivery(ctx, { messageId, to: state, ...detailOf(why), technical })
  await ctx.db.updateTable('messages').set({ delivery_at: at }).where('id', '=', messageId).execute()
}

/** What was done with the conversation in the end. */
async function settle(
  { db }: Context,
  { status, priority, labels }: Story,
  { conversationId, now }: Telling & { conversationId: string },
): Promise<void> {
  const change = {
    ...(status?.kind === 'resolved' ? { status: 'resolved' as const } : {}),
    ...(status?.kind === 'snoozed' ? { snoozedUntil: before(now, -status.forHours).toISOString() } : {}),
    ...(priority ? { priority } : {}),
    ...(labels ? { labels: [...labels] } : {}),
  }
  await updateConversation(db, conversationId, { change, actorAgentId: null })
}

function storyId({ handle }: Story, position: number): string {
  return `story/${handle}/${position + 1}`
}

function before(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * hourMs)
}
