import { accountStateSchema } from '@cordboard/core/channel/account-state'
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, pageOf, sentenceSchema, timeSchema } from './shapes.ts'

const shownStateSchema = accountStateSchema.extend({ sentence: sentenceSchema, since: timeSchema })

const limitSchema = z.int().min(1).max(100_000)
const longestText = 5_000

/** How an account sends, whatever its channel. */
const sendingSchema = z.object({
  /** In our Markdown subset; `{{agent.name}}` and `{{account.name}}` are filled in. Empty for none. */
  signature: z.string().max(longestText),
  /** At most so many messages; the others wait. `null`: as many as there are. */
  perMinute: limitSchema.nullable(),
  perHour: limitSchema.nullable(),
  /** What the first message of a new conversation is answered with by itself; `null` for nothing. */
  automaticAnswer: z.string().trim().min(1).max(longestText).nullable(),
})
export type Sending = z.infer<typeof sendingSchema>

export const accountSchema = z.object({
  id: idSchema,
  channel: z.string(),
  name: z.string(),
  /** Secrets are write-only: their places hold `null` here when set, and are absent when not. */
  settings: z.record(z.string(), z.unknown()),
  enabled: z.boolean(),
  demo: z.boolean(),
  sending: sendingSchema,
  state: shownStateSchema,
  createdAt: timeSchema,
})
export type Account = z.infer<typeof accountSchema>

export const accountHealthSchema = z.object({
  state: shownStateSchema,
  lastReceivedAt: timeSchema.nullable(),
  lastSentAt: timeSchema.nullable(),
  lastHeardAt: timeSchema.nullable(),
  /** Seconds since the line was last proven alive; `null` before the first time. */
  lagSeconds: z.number().nullable(),
  cursor: z.record(z.string(), z.unknown()).nullable(),
  /** History the provider no longer had, latest first: messages may be lost there outside our reach. `since` unknown: `null`. */
  gaps: z.array(
    z.object({
      place: z.string(),
      since: timeSchema.nullable(),
      until: timeSchema,
      detail: z.string(),
      sentence: sentenceSchema,
    }),
  ),
  openLedgerRows: z.number().int(),
  oldestOpenLedgerAt: timeSchema.nullable(),
  queuedReplies: z.number().int(),
  unsentReplies: z.number().int(),
  /** Why the copy of a sent reply could not be filed with the provider; says nothing about the reply itself. */
  /** What customers open to write to this account; `null` where its channel has no such address. */
  contactUrl: z.string().nullable(),
  /** What its provider was paid for today (UTC), where it is paid by use. */
  uses: z
    .object({
      /** ISO 4217. */
      currency: z.string(),
      items: z.array(z.object({ item: z.string(), count: z.number().int(), cost: z.number() })),
      spent: z.number(),
      /** By the end of the day, as it goes now; `null` while it is too early to say. */
      forecast: z.number().nullable(),
      /** Where it stops for the day; `null`: nowhere. */
      dailyLimit: z.number().nullable(),
    })
    .nullable(),
  sentCopyProblem: z.object({ detail: z.string(), sentence: sentenceSchema, at: timeSchema }).nullable(),
})
export type AccountHealth = z.infer<typeof accountHealthSchema>

export const verificationStepSchema = z.object({
  step: z.string(),
  direction: z.enum(['receive', 'send']),
  ok: z.boolean(),
  detail: z.string(),
  sentence: sentenceSchema,
  technical: z.string().nullable(),
  durationMs: z.number(),
})
export type VerificationStep = z.infer<typeof verificationStepSchema>

const outcomeSchema = z.object({ ok: z.boolean(), detail: z.string(), sentence: sentenceSchema })

export const verificationSchema = z.object({
  receive: outcomeSchema,
  send: outcomeSchema,
  steps: z.array(verificationStepSchema),
})
export type Verification = z.infer<typeof verificationSchema>

const settingsSchema = z.record(z.string(), z.unknown())
const nameSchema = z.string().trim().min(1).max(120)

/*
 * `POST /accounts/{id}/verify/stream` and `POST /accounts/verify/stream` (settings not stored yet: `{channel, settings, accountId?}`)
 * answer the same as server-sent events, `step` for each step as it ends and `result` with the whole; they are not oRPC routes.
 */
const placeSchema = z.object({
  /** As settings name it. */
  name: z.string(),
  /** Its name from the root on. */
  path: z.array(z.string()),
  role: z.enum(['inbox', 'archive', 'sent', 'drafts', 'trash', 'junk', 'all', 'flagged']).nullable(),
})
export type Place = z.infer<typeof placeSchema>

const placesSchema = z.object({
  items: z.array(placeSchema),
  /** Why they cannot be had. */
  trouble: z.object({ detail: z.string(), sentence: sentenceSchema }).nullable(),
})
export type Places = z.infer<typeof placesSchema>

export const accounts = {
  create: oc
    .route({ method: 'POST', path: '/accounts', successStatus: 201, summary: 'Connect an account' })
    .input(z.object({ channel: z.string(), name: nameSchema, settings: settingsSchema }))
    .output(accountSchema),
  list: oc.route({ method: 'GET', path: '/accounts', summary: 'Connected accounts' }).output(pageOf(accountSchema)),
  get: oc
    .route({ method: 'GET', path: '/accounts/{id}', summary: 'One account' })
    .input(z.object({ id: idSchema }))
    .output(accountSchema),
  update: oc
    .route({
      method: 'PATCH',
      path: '/accounts/{id}',
      summary: 'Rename, pause or change settings; secrets left out stay as they are',
    })
    .input(
      z.object({
        id: idSchema,
        name: nameSchema.optional(),
        enabled: z.boolean().optional(),
        settings: settingsSchema.optional(),
        /** What is left out stays as it is. */
        sending: sendingSchema.partial().optional(),
      }),
    )
    .output(accountSchema),
  remove: oc
    .route({ method: 'DELETE', path: '/accounts/{id}', successStatus: 204, summary: 'Disconnect; conversations stay' })
    .input(z.object({ id: idSchema }))
    .output(z.void()),
  verify: oc
    .route({ method: 'POST', path: '/accounts/{id}/verify', summary: 'Prove receiving and sending' })
    .input(z.object({ id: idSchema }))
    .output(verificationSchema),
  places: oc
    .route({
      method: 'POST',
      path: '/accounts/places',
      summary: 'What an account with these settings could watch, such as the folders of a mailbox',
    })
    .input(z.object({ channel: z.string().max(64), settings: settingsSchema, accountId: idSchema.nullish() }))
    .output(placesSchema),
  health: oc
    .route({ method: 'GET', path: '/accounts/{id}/health', summary: 'State, next action, lag, cursor' })
    .input(z.object({ id: idSchema }))
    .output(accountHealthSchema),
}
