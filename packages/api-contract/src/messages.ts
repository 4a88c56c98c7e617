import { deliveryStateSchema } from '@cordboard/core/delivery'
import { messageMarkSchema, senderProofSchema } from '@cordboard/core/message'
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, pageOf, pageSizeSchema, sentenceSchema, timeSchema } from './shapes.ts'

export const attachmentSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  mediaType: z.string(),
  /** Bytes; `null` where the provider has not said and it is not here yet. */
  size: z.number().int().nullable(),
  inline: z.boolean(),
  /** `pending`: it is being fetched from the provider. `failed`: that did not succeed. `refused`: it cannot be had. */
  state: z.enum(['here', 'pending', 'failed', 'refused']),
  /** One sentence: why it is not here. */
  detail: z.string().nullable(),
  sentence: sentenceSchema,
  /** Below `/api/v1`; answers with `Content-Disposition: attachment`. */
  url: z.string(),
})
export type Attachment = z.infer<typeof attachmentSchema>

export const messageSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  direction: z.enum(['inbound', 'outbound', 'note']),
  /** `unreadable`: could not be displayed; its bytes are at `rawUrl`. */
  kind: z.enum(['message', 'unreadable']),
  clientId: z.string().nullable(),
  author: z.object({
    type: z.enum(['customer', 'agent', 'system']),
    id: idSchema.nullable(),
    name: z.string().nullable(),
    address: z.string().nullable(),
  }),
  subject: z.string().nullable(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  /** Where the sender asks for answers, when it is elsewhere. Replies do not go there: anybody may write anything. */
  replyTo: z.array(z.string()),
  /** Of replies: who got it without anybody knowing. */
  bcc: z.array(z.string()),
  body: z.object({
    text: z.string(),
    /** Of what is `unreadable`: what `text` says. */
    sentence: sentenceSchema,
    /** Sanitised; show it only in the frame at `frameUrl`. `null` when the message has no HTML. */
    html: z.string().nullable(),
    /** Where the quoted history starts in `text`; `null` when nothing is quoted. */
    textFold: z.number().int().nullable(),
    /** A page of its own with its own policy, quoted history folded away; `?full=1` shows all. */
    frameUrl: z.string().nullable(),
    hasFold: z.boolean(),
    /** Whether the HTML wants to load pictures from elsewhere; none is loaded. */
    hasRemoteImages: z.boolean(),
  }),
  attachments: z.array(attachmentSchema),
  /** When its sender last changed its words; the former ones are at `/messages/{id}/versions`. */
  editedAt: timeSchema.nullable(),
  /** When its sender took it back. What it said stays. */
  deletedAt: timeSchema.nullable(),
  /** What the desk asked to become of a reply that was sent, until that is done. */
  change: z
    .object({
      kind: z.enum(['edit', 'retract']),
      state: z.enum(['waiting', 'failed']),
      /** One sentence: why it waits or failed. */
      detail: z.string().nullable(),
      sentence: sentenceSchema,
    })
    .nullable(),
  /** Signs people have put on it, such as 👍. */
  reactions: z.array(z.object({ name: z.string().nullable(), signs: z.array(z.string()) })),
  /** Which of the channel's `ways` it went or came by. */
  way: z.string().nullable(),
  /** The message of the conversation it names as the one it answers. */
  answers: z
    .object({
      id: idSchema,
      direction: z.enum(['inbound', 'outbound', 'note']),
      author: z.string().nullable(),
      /** Its first words. */
      excerpt: z.string(),
    })
    .nullable(),
  automation: z.enum(['none', 'auto_reply', 'bulk', 'bounce', 'report']),
  /** Whether the sender's domain vouches for them; `null` for what the desk wrote. */
  senderProof: senderProofSchema.nullable(),
  marks: z.array(messageMarkSchema),
  /**
   * Who wrote what was forwarded, by its own words: a suggestion, for anybody can write a name into a text. `isColleagues`: an agent of
   * this desk forwarded it, and nothing refutes that.
   */
  forwardedFrom: z.object({ name: z.string().nullable(), address: z.string(), isColleagues: z.boolean() }).nullable(),
  /** The bytes as the provider gave them, for inbound messages. */
  rawUrl: z.string().nullable(),
  delivery: z
    .object({
      state: deliveryStateSchema,
      /** One sentence: why it failed or waits. */
      detail: z.string().nullable(),
      sentence: sentenceSchema,
      technical: z.string().nullable(),
      at: timeSchema,
      attempts: z.number().int(),
      nextAttemptAt: timeSchema.nullable(),
      /** Recipients the provider refused while it took the message for the others. */
      refused: z.array(z.object({ address: z.string(), reason: z.string(), sentence: sentenceSchema })),
      /** What *Retry* would mean: impossible, safe, or a risk that the customer gets it twice. */
      resend: z.enum(['no', 'safe', 'may_duplicate']),
    })
    .nullable(),
  /** The provider's order decides; a late one is marked. */
  occurredAt: timeSchema,
  createdAt: timeSchema,
})
export type Message = z.infer<typeof messageSchema>

/** A message's ids, its own first, and the steps of a reply's way out, oldest first. */
export const messageTrailSchema = z.object({
  ids: z.array(z.string()),
  steps: z.array(z.object({ state: deliveryStateSchema, at: timeSchema, by: z.string().nullable() })),
})
export type MessageTrail = z.infer<typeof messageTrailSchema>

const clientIdSchema = z.string().min(8).max(64)
const typedAddressSchema = z.string().trim().min(1).max(320)
/** Agent's and account's together. */
const signatureLength = 10_000
const textSchema = z.string().max(200_000)

/*
 * Not oRPC routes, because bytes stream: `POST /uploads` (multipart, field `file`; 201 with an attachment),
 * `GET /attachments/{id}`, `GET /messages/{id}/raw`, `GET /messages/{id}/frame`.
 */
export const messages = {
  list: oc
    .route({ method: 'GET', path: '/conversations/{id}/messages', summary: 'Messages, oldest first' })
    .input(
      z.object({
        id: idSchema,
        cursor: z.string().max(200).optional(),
        limit: pageSizeSchema,
        /** `latest`: the newest page first, each page itself oldest first; its cursor leads to older ones. */
        from: z.enum(['oldest', 'latest']).default('oldest'),
      }),
    )
    .output(pageOf(messageSchema)),
  get: oc
    .route({ method: 'GET', path: '/messages/{id}', summary: 'One message' })
    .input(z.object({ id: idSchema }))
    .output(messageSchema),
  versions: oc
    .route({
      method: 'GET',
      path: '/messages/{id}/versions',
      summary: 'What it said before it was edited, oldest first',
    })
    .input(z.object({ id: idSchema }))
    .output(z.object({ items: z.array(z.object({ text: z.string(), sentence: sentenceSchema, saidAt: timeSchema })) })),
  edit: oc
    .route({
      method: 'PATCH',
      path: '/messages/{id}',
      summary: 'Change the words of a reply that was sent, where the channel can; done when `change` is null again',
    })
    .input(z.object({ id: idSchema, text: textSchema.min(1) }))
    .output(messageSchema),
  retract: oc
    .route({
      method: 'DELETE',
      path: '/messages/{id}',
      summary: 'Take back a reply that was sent, where the channel can; done when `deletedAt` is set',
    })
    .input(z.object({ id: idSchema }))
    .output(messageSchema),
  forgetChange: oc
    .route({
      method: 'DELETE',
      path: '/messages/{id}/change',
      summary: 'No longer show a change that could not be made',
    })
    .input(z.object({ id: idSchema }))
    .output(messageSchema),
  fetchFile: oc
    .route({ method: 'POST', path: '/attachments/{id}/fetch', summary: 'Try again to get a file from the provider' })
    .input(z.object({ id: idSchema }))
    .output(messageSchema),
  trail: oc
    .route({ method: 'GET', path: '/messages/{id}/trail', summary: 'What became of one message' })
    .input(z.object({ id: idSchema }))
    .output(messageTrailSchema),
  reply: oc
    .route({
      method: 'POST',
      path: '/conversations/{id}/replies',
      successStatus: 201,
      summary:
        'Answer; the same clientId gives the same message. What is too much for one becomes several; this is the first',
    })
    .input(
      z.object({
        id: idSchema,
        clientId: clientIdSchema,
        /** Our Markdown subset. */
        text: textSchema.optional(),
        /** Turned into text; for programs that have nothing else. */
        html: textSchema.optional(),
        attachments: z.array(idSchema).max(50).default([]),
        /** People besides the customer, by address; they may answer into the conversation. Blind copies may not. */
        cc: z.array(typedAddressSchema).max(100).default([]),
        bcc: z.array(typedAddressSchema).max(100).default([]),
        /** As it was shown, in our Markdown subset; empty for none. Left out: what the account and the agent have set. */
        signature: z.string().max(signatureLength).optional(),
        /** A message of the conversation, where the channel lets a reply name the one it answers. */
        replyTo: idSchema.optional(),
        /** One of the channel's `ways` that is open; left out, the one the customer's latest message came by. */
        way: z.string().max(64).optional(),
        /** The newest message the writer has seen: 409 `newer_messages` when the customer wrote since. */
        lastSeenMessageId: idSchema.optional(),
      }),
    )
    .output(messageSchema),
  note: oc
    .route({ method: 'POST', path: '/conversations/{id}/notes', successStatus: 201, summary: 'An internal note' })
    .input(
      z.object({
        id: idSchema,
        clientId: clientIdSchema.optional(),
        text: textSchema.min(1),
        attachments: z.array(idSchema).max(50).default([]),
      }),
    )
    .output(messageSchema),
  retry: oc
    .route({ method: 'POST', path: '/messages/{id}/retry', summary: 'Send a failed or unconfirmed reply again' })
    .input(
      z.object({
        id: idSchema,
        /** Needed where the customer could get it twice. */ acceptDuplicate: z.boolean().default(false),
      }),
    )
    .output(messageSchema),
}
