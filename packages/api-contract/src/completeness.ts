import { z } from 'zod'
import { idSchema, sentenceSchema, timeSchema } from './shapes.ts'

/** Of messages the provider lists and the ledger lacks: `moved` ones lie in the ledger under another key of the same bytes. */
export const absenceSchema = z.enum(['waiting', 'withheld', 'moved', 'unexplained'])
export type Absence = z.infer<typeof absenceSchema>

const absentMessageSchema = z.object({
  /** As the provider numbers it. */
  id: z.string(),
  absence: absenceSchema,
  receivedAt: timeSchema.nullable(),
  /** Bytes. */
  size: z.number().int().nullable(),
  sender: z.string().nullable(),
  subject: z.string().nullable(),
})

const placeSchema = z.object({
  /** Such as a folder, as the provider names it. */
  place: z.string(),
  /** Why it could not be compared. */
  trouble: z.object({ detail: z.string(), sentence: sentenceSchema }).nullable(),
  listed: z.number().int(),
  stored: z.number().int(),
  /** All that are lacking, by why; the list holds at most a hundred, those without an explanation first. */
  absent: z.object({
    total: z.number().int(),
    byAbsence: z.record(absenceSchema, z.number().int()),
    items: z.array(absentMessageSchema),
  }),
})

/** What of an account's provider is in the ledger, and what not. */
export const completenessSchema = z.object({
  checkedAt: timeSchema,
  places: z.array(placeSchema),
  /** In the ledger and no longer at the provider: moved elsewhere or deleted there. `null` where a place could not be listed. */
  gone: z
    .object({
      total: z.number().int(),
      items: z.array(
        z.object({
          /** Of the ledger's row. */
          id: idSchema,
          conversationId: idSchema.nullable(),
          receivedAt: timeSchema,
          sender: z.string().nullable(),
          subject: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  /** How many lacking messages were fetched before this was compared; `null` where nobody asked for that. */
  fetched: z.number().int().nullable(),
})
export type Completeness = z.infer<typeof completenessSchema>

export const completenessProgressSchema = z.object({
  place: z.string(),
  done: z.number().int(),
  total: z.number().int(),
})
export type CompletenessProgress = z.infer<typeof completenessProgressSchema>
