/** From raw bytes to what will be stored: read, normalised, files put away. Nothing here touches the database. */
import type { RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { type AnyChannel, channelOf, type Context } from '../context.ts'
import { giveBackMemory } from '../give-back-memory.ts'
import type { Aside } from './aside.ts'
import { entryOfMessage, entryOfUnreadable, unreadableId } from './entry.ts'
import type { Prepared } from './ingest-event.ts'
import { messageIn, type PreparedRow } from './ingest-rows.ts'
import { type Normalise, NormaliseFailed, type Turn } from './normalise.ts'
import type { OpenRow } from './open-rows.ts'
import { withRealIds } from './own-ids.ts'
import { withProof } from './prove-sender.ts'
import type { LookupTxt } from './txt-records.ts'

type Needs = Pick<Context, 'blobs' | 'channels' | 'tokens'> & {
  normalise: Normalise
  lookupTxt: LookupTxt
  /** Left out where nobody else waits. */
  aside?: Aside
}

/** Rejects when the moment is wrong (a blob store that is away); what the message itself is to blame for becomes an entry. */
export async function prepareRow(row: OpenRow, ctx: Needs): Promise<PreparedRow> {
  const channel = channelOf(ctx, row.channel)
  if (!channel) throw new Error(`The channel ${row.channel} is not installed.`)
  const raw = await readRaw(row, ctx)
  const turn = { lane: row.account_id, aside: ctx.aside ?? ((slow) => slow()) }
  const events = await eventsOf(row, raw, { channel, normalise: ctx.normalise, turn })
  const judged = events.map((event) =>
    withMessage(event, async (message) => {
      const proven = await withProof(message, { raw, channel, lookupTxt: ctx.lookupTxt })
      return withRealIds(proven, { ...ctx, row, channel })
    }),
  )
  const { namesMessages = false } = channel.capabilities
  return {
    row,
    prepared: await Promise.all(judged.map(async (event) => prepareEvent(await event, ctx, namesMessages))),
  }
}

/** The entry a message becomes that nothing can be made of; its bytes stay in the ledger. */
export async function prepareUnreadable(row: OpenRow, why: Sentence, ctx: Needs): Promise<PreparedRow> {
  return { row, prepared: [await prepareEvent(unreadable(row, why), ctx, false)] }
}

async function eventsOf(
  row: OpenRow,
  raw: RawMessage,
  { channel, normalise, turn }: { channel: AnyChannel; normalise: Normalise; turn: Turn },
): Promise<readonly InboundEvent[]> {
  try {
    return await normalise(channel, raw, row.self, turn)
  } catch (error) {
    if (error instanceof NormaliseFailed) return [unreadable(row, error.sentence)]
    throw error
  }
}

async function prepareEvent(
  event: InboundEvent,
  { blobs }: Pick<Needs, 'blobs'>,
  namesMessages: boolean,
): Promise<Prepared> {
  const message = messageIn(event)
  const entry = message.kind === 'message' ? await entryOfMessage(message, { blobs }) : entryOfUnreadable(message)
  const answers = namesMessages ? (entry.references[0] ?? null) : null
  return { event: await withoutFiles(event), entry, answers }
}

/** Their bytes are stored by now; those of a whole batch would fill the memory until it is. */
function withoutFiles(event: InboundEvent): Promise<InboundEvent> {
  return withMessage(event, (message) => ({ ...message, attachments: [] }))
}

async function withMessage(
  event: InboundEvent,
  change: (message: InboundMessage) => InboundMessage | Promise<InboundMessage>,
): Promise<InboundEvent> {
  if (event.kind === 'unreadable') return event
  if (event.kind === 'message') return change(event)
  return { ...event, otherwise: await change(event.otherwise) }
}

function unreadable(row: OpenRow, why: Sentence): InboundEvent {
  const { detail: reason, sentence } = detailOf(why)
  return { kind: 'unreadable', externalId: unreadableId(row.provider_key), reason, sentence, from: null, subject: null }
}

async function readRaw(row: OpenRow, { blobs }: Needs): Promise<RawMessage> {
  const about = { mediaType: row.media_type, key: row.provider_key, receivedAt: row.received_at }
  if (row.raw !== null) return { ...about, bytes: row.raw }
  const bytes = new Uint8Array(row.raw_size)
  let filled = 0
  for await (const chunk of await blobs.open(row.raw_blob ?? '')) {
    bytes.set(chunk, filled)
    filled += chunk.length
  }
  // The pieces they came in.
  giveBackMemory(bytes.length)
  return { ...about, bytes }
}
