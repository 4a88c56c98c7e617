import { sentenceCodeSchema } from '@cordboard/core/sentence'
import { z } from 'zod'

/** Ids are opaque strings. */
export const idSchema = z.string().min(1).max(64)
/** ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime()

/**
 * Which sentence the English text beside it is, and what stands in its gaps, for programs that speak other languages. `null` for
 * somebody's own words. The English text may say more.
 */
export const sentenceSchema = sentenceCodeSchema.nullable()

/** Lists answer a page and where the next one starts. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** Every refusal, with the HTTP status that fits it. `message` is one sentence a person can act on. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
})
export type ErrorBody = z.infer<typeof errorBodySchema>

export const pageSizeSchema = z.coerce.number().int().min(1).max(200).default(50)
