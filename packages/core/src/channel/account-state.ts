import { z } from 'zod'
import { sentenceCodeSchema } from '../sentence.ts'

/** What an admin can do about an account's state, for the interface to offer as a button. */
export const nextActionSchema = z.enum(['none', 'wait', 'reconnect', 'check_settings', 'contact_provider'])

/** How an account stands with its provider. `detail` is one sentence a person can act on; it never holds a secret. */
export const accountStateSchema = z.object({
  state: z.enum(['connecting', 'syncing', 'connected', 'degraded', 'needs_reauth', 'paused', 'failed']),
  detail: z.string(),
  /** What `detail` says, for other languages. */
  sentence: sentenceCodeSchema.nullable().optional(),
  nextAction: nextActionSchema,
  /** First sync or catch-up: how many of how many messages are stored. */
  progress: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
})

export type AccountState = z.infer<typeof accountStateSchema>
