/**
 * An admin lets the desk into an account on the provider's own pages (OAuth 2). Begin one and open its `url` in the same browser; the
 * provider sends the browser to `GET /oauth/callback`, which ends it and leads on: to the account when all went well, else to a page that
 * reads what went wrong here.
 */
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, sentenceSchema } from './shapes.ts'

const settingsSchema = z.record(z.string(), z.unknown())

const subjectSchema = z.discriminatedUnion('for', [
  z.object({
    for: z.literal('new_account'),
    channel: z.string().max(64),
    name: z.string().trim().min(1).max(120),
    settings: settingsSchema,
  }),
  /** Without settings, with those that are stored. */
  z.object({ for: z.literal('account'), accountId: idSchema, settings: settingsSchema.optional() }),
  /** With the settings of one that failed, or corrected ones; secrets left out stay as they were typed then. */
  z.object({ for: z.literal('again'), signInId: idSchema, settings: settingsSchema.optional() }),
])
export type SignInSubject = z.infer<typeof subjectSchema>

export const providerSignInSchema = z.object({
  id: idSchema,
  channel: z.string(),
  /** `null` for an account that is not connected yet. */
  accountId: idSchema.nullable(),
  name: z.string(),
  /** As they were typed; the places of secrets hold `null`. */
  settings: settingsSchema,
  /** Why it came to nothing; `null` while it is under way. `technical` holds the provider's code, never a secret. */
  failure: z.object({ detail: z.string(), sentence: sentenceSchema, technical: z.string().nullable() }).nullable(),
})
export type ProviderSignIn = z.infer<typeof providerSignInSchema>

export const providerSignIns = {
  begin: oc
    .route({
      method: 'POST',
      path: '/provider-sign-ins',
      successStatus: 201,
      summary: 'Begin signing in at a provider',
    })
    .input(subjectSchema)
    .output(z.object({ url: z.string() })),
  get: oc
    .route({ method: 'GET', path: '/provider-sign-ins/{id}', summary: 'What became of one of your sign-ins' })
    .input(z.object({ id: idSchema }))
    .output(providerSignInSchema),
}
