import { oc } from '@orpc/contract'
import { z } from 'zod'

const bodyLimitsSchema = z.object({
  formats: z.array(z.enum(['text', 'html', 'markdown'])),
  maxLength: z.number(),
  /** Where a text's length is not its UTF-16 units: what code points, links and emoji count. */
  weights: z
    .object({
      usual: z.number(),
      ranges: z.array(z.object({ first: z.number().int(), last: z.number().int(), weight: z.number() })),
      link: z.number().nullable(),
      emoji: z.number().nullable(),
    })
    .optional(),
})

const attachmentLimitsSchema = z
  .object({
    maxCount: z.number(),
    maxBytes: z.number(),
    maxBytesEach: z.number().optional(),
    mediaTypes: z.array(z.string()),
  })
  .nullable()

const changeableSchema = z
  .object({ withinHours: z.number().nullable(), ways: z.array(z.string()).optional() })
  .optional()

export const capabilitiesSchema = z.object({
  body: bodyLimitsSchema,
  attachments: attachmentLimitsSchema,
  threading: z.enum(['headers', 'conversation', 'session']),
  initiate: z.boolean(),
  replyWindowHours: z.number().nullable(),
  resend: z.enum(['deduplicated', 'may_duplicate']),
  /** Whom a message can go to besides the customer; `addressPattern` is a regular expression with the flag `u`. */
  copies: z.object({ maxCount: z.number().int(), addressPattern: z.string() }).nullable(),
  signature: z.boolean(),
  automaticAnswers: z.boolean(),
  /** Whether a reply may name the message it answers. */
  namesMessages: z.literal(true).optional(),
  /** The ways a customer can be answered, where there is more than one. A reply goes by the way of the newest inbound message. */
  ways: z
    .array(
      z.object({
        id: z.string(),
        label: z.string(),
        /** Anybody can read it. */
        public: z.boolean(),
        /** The ways of inbound messages after which it is open. */
        after: z.array(z.string()),
        body: bodyLimitsSchema,
        attachments: attachmentLimitsSchema,
      }),
    )
    .optional(),
  /** Whether a sent message can be changed, and taken back; and for how long. */
  edits: changeableSchema,
  retracts: changeableSchema,
  showsTyping: z.literal(true).optional(),
})

export const channelSchema = z.object({
  id: z.string(),
  label: z.string(),
  capabilities: capabilitiesSchema,
  /** A reply that is too much for one message becomes several. */
  divides: z.boolean(),
  /** JSON schema of the settings; the properties named in `secretFields` (dotted paths) are write-only. */
  settings: z.record(z.string(), z.unknown()),
  secretFields: z.array(z.string()),
  /** Whether settings can be found from an address: `POST /channels/{id}/discover`. */
  discovers: z.boolean(),
  /** Whether an admin can sign in at the provider (`POST /provider-sign-ins`), and the address an app registered there must name. */
  providerSignIn: z.object({ redirectUri: z.string() }).nullable(),
})
export type Channel = z.infer<typeof channelSchema>

export const channels = {
  list: oc
    .route({ method: 'GET', path: '/channels', summary: 'Installed channels' })
    .output(z.object({ items: z.array(channelSchema), nextCursor: z.string().nullable() })),
  discover: oc
    .route({ method: 'POST', path: '/channels/{id}/discover', summary: 'Find settings from an address' })
    .input(z.object({ id: z.string(), hint: z.string().trim().min(3).max(320) }))
    .output(z.object({ items: z.array(z.record(z.string(), z.unknown())) })),
}
