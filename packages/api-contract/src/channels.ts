import { oc } from '@orpc/contract'
import { z } from 'zod'

export const capabilitiesSchema = z.object({
  body: z.object({ formats: z.array(z.enum(['text', 'html', 'markdown'])), maxLength: z.number() }),
  attachments: z.object({ maxCount: z.number(), maxBytes: z.number(), mediaTypes: z.array(z.string()) }).nullable(),
  threading: z.enum(['headers', 'conversation', 'session']),
  initiate: z.boolean(),
  replyWindowHours: z.number().nullable(),
  resend: z.enum(['deduplicated', 'may_duplicate']),
  /** Whom a message can go to besides the customer; `addressPattern` is a regular expression with the flag `u`. */
  copies: z.object({ maxCount: z.number().int(), addressPattern: z.string() }).nullable(),
  signature: z.boolean(),
  automaticAnswers: z.boolean(),
})

export const channelSchema = z.object({
  id: z.string(),
  label: z.string(),
  capabilities: capabilitiesSchema,
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
