import { oc } from '@orpc/contract'
import { z } from 'zod'
import { conversationSchema } from './conversations.ts'
import { messageSchema } from './messages.ts'
import { idSchema, pageOf, timeSchema } from './shapes.ts'

/** Everything that happens, by what changed. */
export const eventTypeSchema = z.enum([
  'conversation.opened',
  'conversation.changed',
  'message.received',
  'message.changed',
  'message.written',
  'note.written',
  'delivery.changed',
  'account.changed',
  'account.gap_found',
  'agent.changed',
  'desk.changed',
])
export type EventType = z.infer<typeof eventTypeSchema>

export const eventSchema = z.object({
  id: idSchema,
  type: eventTypeSchema,
  accountId: idSchema.nullable(),
  conversationId: idSchema.nullable(),
  messageId: idSchema.nullable(),
  actorAgentId: idSchema.nullable(),
  data: z.record(z.string(), z.unknown()),
  createdAt: timeSchema,
})
export type Event = z.infer<typeof eventSchema>

/**
 * One frame of `GET /events/stream` (server-sent events; `id:` is the event id, `Last-Event-ID` or `?after=` resumes). With the
 * event comes what changed as it stands now, so a browser paints without asking back. `?conversation=ID` adds the message
 * for that conversation only. A frame of type `resync` says that too much was missed: load afresh.
 */
export const streamFrameSchema = z.object({
  event: eventSchema,
  conversation: conversationSchema.nullable(),
  message: messageSchema.nullable(),
})
export type StreamFrame = z.infer<typeof streamFrameSchema>

export const events = {
  list: oc
    .route({ method: 'GET', path: '/events', summary: 'The log after an event' })
    .input(
      z.object({ after: z.string().max(64).optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) }),
    )
    .output(pageOf(eventSchema)),
}
