import { linkedBecauseSchema } from '@cordboard/core/threading'
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, pageOf, pageSizeSchema, sentenceSchema, timeSchema } from './shapes.ts'

export const conversationStatusSchema = z.enum(['open', 'snoozed', 'resolved'])
export const prioritySchema = z.enum(['urgent', 'high', 'normal', 'low'])

/** What a list row shows; also what realtime events carry, so a row paints without asking back. */
export const conversationSchema = z.object({
  id: idSchema,
  account: z.object({ id: idSchema, name: z.string(), channel: z.string() }),
  /** A group has one conversation, whoever of it writes. */
  contact: z.object({ id: idSchema, name: z.string().nullable(), address: z.string(), isGroup: z.boolean() }),
  subject: z.string().nullable(),
  status: conversationStatusSchema,
  snoozedUntil: timeSchema.nullable(),
  assignee: z.object({ id: idSchema, name: z.string() }).nullable(),
  priority: prioritySchema,
  labels: z.array(z.string()),
  snippet: z.string(),
  /** Of what is `unreadable`: what `snippet` says. */
  snippetSentence: sentenceSchema,
  snippetDirection: z.enum(['inbound', 'outbound', 'note']),
  lastActivityAt: timeSchema,
  lastInboundAt: timeSchema.nullable(),
  lastMessageId: idSchema.nullable(),
  /** The latest message by the customer: unread for an agent whose read mark lies before it. */
  lastInboundMessageId: idSchema.nullable(),
  /** The reader's own read mark; `null` when never opened, and always `null` in realtime events. */
  lastReadMessageId: idSchema.nullable(),
  /** Replies that failed or may not have been sent. */
  unsentCount: z.number().int(),
  /** A stranger referred to that conversation; nothing was joined. */
  linkedConversationId: idSchema.nullable(),
  /** `stranger`: the sender takes no part there. `refuted`: their domain says the mail is not from it. */
  linkedBecause: linkedBecauseSchema.nullable(),
  demo: z.boolean(),
  createdAt: timeSchema,
})
export type Conversation = z.infer<typeof conversationSchema>

export const countsSchema = z.object({
  mine: z.number().int(),
  unassigned: z.number().int(),
  open: z.number().int(),
  snoozed: z.number().int(),
  resolved: z.number().int(),
  unsent: z.number().int(),
  /** Open conversations per account id. */
  accounts: z.record(z.string(), z.number().int()),
})
export type Counts = z.infer<typeof countsSchema>

const addressesSchema = z.array(z.string().trim().max(320)).max(100)

/** What a reply would go out with, as things stand. */
export const replyFormSchema = z.object({
  to: z.string(),
  from: z.string().nullable(),
  /** Others whom the customer's latest message went to: *Reply to all* writes to them as well. */
  others: z.array(z.string()),
  /** In our Markdown subset; empty when neither the account nor the agent has one. */
  signature: z.string(),
  /** What all files of one message may have, as the provider says; `null` while it has not said: see the channel's capabilities. */
  maxFileBytes: z.number().int().nullable(),
  /** The channel's ways that are open now, and the one a reply goes by where none is chosen. Empty and `null` where it has but one. */
  openWays: z.array(z.string()),
  way: z.string().nullable(),
})
export type ReplyForm = z.infer<typeof replyFormSchema>

export const conversations = {
  list: oc
    .route({ method: 'GET', path: '/conversations', summary: 'A list, newest activity first' })
    .input(
      z.object({
        status: conversationStatusSchema.optional(),
        account: idSchema.optional(),
        /** An agent id, `me`, or `none`. */
        assignee: z.string().optional(),
        /** Accepted for forward compatibility; teams come later and no conversation has one. */
        team: z.string().optional(),
        contact: idSchema.optional(),
        unsent: z.stringbool().optional(),
        /** Words, an exact address, or a conversation id. */
        q: z.string().trim().max(200).optional(),
        cursor: z.string().max(200).optional(),
        limit: pageSizeSchema,
      }),
    )
    .output(pageOf(conversationSchema)),
  counts: oc
    .route({ method: 'GET', path: '/conversations/counts', summary: 'Badges, from maintained counters' })
    .output(countsSchema),
  get: oc
    .route({ method: 'GET', path: '/conversations/{id}', summary: 'One conversation' })
    .input(z.object({ id: idSchema }))
    .output(conversationSchema),
  start: oc
    .route({
      method: 'POST',
      path: '/conversations',
      successStatus: 201,
      summary: 'Write first, where the channel can',
    })
    .input(
      z.object({
        account: idSchema,
        to: z.string().trim().min(1).max(320),
        subject: z.string().trim().max(500).optional(),
        text: z.string().min(1),
        cc: addressesSchema.default([]),
        bcc: addressesSchema.default([]),
        /** Made by the client; the same one never starts a second conversation. */
        clientId: z.string().min(8).max(64).optional(),
      }),
    )
    .output(conversationSchema),
  update: oc
    .route({ method: 'PATCH', path: '/conversations/{id}', summary: 'Status, assignee, priority, labels, snooze' })
    .input(
      z.object({
        id: idSchema,
        status: conversationStatusSchema.optional(),
        snoozedUntil: timeSchema.optional(),
        /** An agent id, `me`, or `null` for nobody. */
        assignee: z.string().nullable().optional(),
        priority: prioritySchema.optional(),
        labels: z.array(z.string().trim().min(1).max(60)).max(30).optional(),
      }),
    )
    .output(conversationSchema),
  replyForm: oc
    .route({
      method: 'GET',
      path: '/conversations/{id}/reply-form',
      summary: 'Whom a reply goes to, and its signature',
    })
    .input(z.object({ id: idSchema }))
    .output(replyFormSchema),
  markRead: oc
    .route({
      method: 'PUT',
      path: '/conversations/{id}/read',
      successStatus: 204,
      summary: "Move the reader's own read mark",
    })
    .input(z.object({ id: idSchema, lastReadMessageId: idSchema.nullable() }))
    .output(z.void()),
  typing: oc
    .route({
      method: 'POST',
      path: '/conversations/{id}/typing',
      successStatus: 204,
      summary: 'Let the customer see for some seconds that an answer is being written, where the channel can',
    })
    .input(z.object({ id: idSchema }))
    .output(z.void()),
  getDraft: oc
    .route({ method: 'GET', path: '/conversations/{id}/draft', summary: "The reader's own draft" })
    .input(z.object({ id: idSchema }))
    .output(
      z
        .object({
          mode: z.enum(['reply', 'note']),
          text: z.string(),
          attachmentIds: z.array(idSchema),
          /** `null`: as a reply is addressed anew. */
          cc: z.array(z.string()).nullable(),
          bcc: z.array(z.string()).nullable(),
          signed: z.boolean(),
          updatedAt: timeSchema,
        })
        .nullable(),
    ),
  saveDraft: oc
    .route({
      method: 'PUT',
      path: '/conversations/{id}/draft',
      successStatus: 204,
      summary: 'Keep a draft; an empty text removes it',
    })
    .input(
      z.object({
        id: idSchema,
        mode: z.enum(['reply', 'note']),
        text: z.string().max(200_000),
        attachmentIds: z.array(idSchema).max(50).default([]),
        cc: addressesSchema.nullable().default(null),
        bcc: addressesSchema.nullable().default(null),
        signed: z.boolean().default(true),
      }),
    )
    .output(z.void()),
}
