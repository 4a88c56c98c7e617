/** What an answer of the Bot API says. */
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Trouble } from './bot-failure.ts'
import { jsonOf } from './raw.ts'

const refusalSchema = z.object({
  error_code: z.number(),
  description: z.string().default(''),
  parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
})

export type Refusal = z.output<typeof refusalSchema>

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  refusalSchema.extend({ ok: z.literal(false) }),
])

export function answerIn(status: number, text: string): { result: unknown } | { trouble: Trouble } {
  const answer = answerSchema.safeParse(jsonOf(text))
  // A body that is too large is refused by the server before the Bot API, with a page.
  const isBare = status >= 500 || status === 413
  if (!answer.success) return { trouble: isBare ? bareRefusal(status) : { type: 'garbled' } }
  return answer.data.ok ? { result: answer.data.result } : { trouble: troubleIn(answer.data) }
}

export function troubleIn({ error_code: code, description, parameters = {} }: Refusal): Trouble {
  const { retry_after: seconds, migrate_to_chat_id: chat } = parameters
  return {
    type: 'refused',
    code,
    description,
    retryAfterMs: seconds === undefined ? null : seconds * 1_000,
    migratedTo: chat === undefined ? null : String(chat),
  }
}

/** An answer of whatever stands before the Bot API. */
export function bareRefusal(code: number): Trouble {
  return { type: 'refused', code, description: STATUS_CODES[code] ?? '', retryAfterMs: null, migratedTo: null }
}
