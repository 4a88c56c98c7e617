/** Events as browsers get them: with what changed as it stands now, so that a row paints without asking back. */
import type { Event, StreamFrame } from '@cordboard/api-contract/events'
import type { Message } from '@cordboard/api-contract/messages'
import { findConversations } from '../conversations/find-conversations.ts'
import type { Prepares } from '../db/prepared.ts'
import { findMessages } from '../messages/find-messages.ts'
import type { ResendOf } from '../messages/message-row.ts'

export type FrameBatch = {
  /** Bytes for somebody who watches that conversation, or none (`null`). */
  bytesFor(conversationId: string | null): Uint8Array
}

const encoder = new TextEncoder()

/** Two queries at most, however many events and clients there are. Messages are read only where somebody watches. */
export async function buildFrames(
  desk: Prepares & { resendOf: ResendOf },
  events: readonly Event[],
  watched: ReadonlySet<string>,
): Promise<FrameBatch> {
  const isWatched = (event: Event) => event.conversationId !== null && watched.has(event.conversationId)
  const messageIds = events.filter(isWatched).map((event) => event.messageId)
  const [conversations, messages] = await Promise.all([
    findConversations(desk, distinct(events.map((event) => event.conversationId)), { readerId: null }),
    findMessages(desk, distinct(messageIds), desk.resendOf),
  ])
  const frames = events.map((event) => ({
    event,
    conversation: event.conversationId === null ? null : (conversations.get(event.conversationId) ?? null),
    message: null,
  }))
  return encoded(frames, messages)
}

function encoded(frames: readonly StreamFrame[], messages: ReadonlyMap<string, Message>): FrameBatch {
  const texts = frames.map(frameText)
  const plain = encoder.encode(texts.join(''))
  const rich = new Map<string, Uint8Array>()
  for (const conversationId of distinct([...messages.values()].map((message) => message.conversationId))) {
    const own = frames.map((frame, index) => {
      const { conversationId: where, messageId } = frame.event
      const message = where === conversationId && messageId !== null ? messages.get(messageId) : undefined
      return message ? frameText({ ...frame, message }) : texts[index]
    })
    rich.set(conversationId, encoder.encode(own.join('')))
  }
  return { bytesFor: (conversationId) => (conversationId === null ? plain : (rich.get(conversationId) ?? plain)) }
}

function frameText(frame: StreamFrame): string {
  return `id: ${frame.event.id}\ndata: ${JSON.stringify(frame)}\n\n`
}

/** Frames beside the events: `hello` says where the stream starts, `resync` that too much was missed to tell it one by one. */
export function controlFrame(type: 'hello' | 'resync', position: string): Uint8Array {
  return encoder.encode(`id: ${position}\nevent: ${type}\ndata: ${JSON.stringify({ position })}\n\n`)
}

export const heartbeat = encoder.encode(': beat\n\n')

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
