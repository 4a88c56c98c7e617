/** What a customer of the demo says, as it stands in the ledger: one JSON object. */
import type { RawMessage } from '@cordboard/core/channel/channel'
import { z } from 'zod'

const letterSchema = z.strictObject({
  paragraphs: z.array(z.string()),
  signature: z.array(z.string()),
  /** The mail being answered or passed on: shown folded. */
  quoted: z.strictObject({ intro: z.string(), lines: z.array(z.string()) }).nullable(),
})

const fileSchema = z.strictObject({ name: z.string(), type: z.string().min(1), base64: z.base64() })

export const wordsSchema = z.strictObject({
  /** Unique on the line, and the same however often it is delivered. */
  id: z.string().trim().min(1),
  /** The customer's handle, which is also the name of their one conversation. */
  from: z.string().trim().min(1),
  name: z.string().nullable(),
  subject: z.string().nullable(),
  /** Plain text, or a letter with HTML of its own. */
  said: z.union([z.string(), letterSchema]),
  files: z.array(fileSchema),
})

export type Letter = z.output<typeof letterSchema>
export type Words = z.output<typeof wordsSchema>

const mediaType = 'application/json'

/** The message's key in the ledger is its id. */
export function rawOf(words: Words, receivedAt: Date): RawMessage {
  return { bytes: new TextEncoder().encode(JSON.stringify(words)), mediaType, key: words.id, receivedAt }
}

/** `null` when the bytes are not what somebody of the demo said. */
export function wordsIn(bytes: Uint8Array): Words | null {
  const json = jsonIn(bytes)
  const parsed = wordsSchema.safeParse(json)
  return parsed.success ? parsed.data : null
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}
