import { z } from 'zod'
import { storedSettings, type ToVerify, typedSettings, verifySettings } from '../../accounts/verify-account.ts'
import type { RequestContext } from '../desk.ts'
import { eventAnswer } from '../event-answer.ts'
import type { Handler } from '../guard.ts'
import { Refusal, invalid } from '../refusal.ts'
import { refuseWith } from '../refuse-with.ts'
import { rowIdIn, rowIdOf } from '../row-id.ts'

/** Longer than a probe takes to come back by a slow provider. */
export const verifyLimitMs = 120_000

const typedSchema = z.object({
  channel: z.string().max(64),
  settings: z.record(z.string(), z.unknown()),
  accountId: z.string().max(64).nullish(),
})

/** `POST /accounts/{id}/verify/stream`. */
export const verifyStored: Handler = async (context, { id = '' }) => {
  const found = await storedSettings(context.desk, rowIdOf(id, 'account'))
  return found.ok ? stream(context, found) : refuseWith(found)
}

/** `POST /accounts/verify/stream`, for settings that are not stored yet. */
export const verifyTyped: Handler = async (context) => {
  const body: unknown = await context.request.json().catch((cause: unknown) => {
    throw new Refusal(400, 'malformed', 'The request’s body is not valid JSON.', { cause })
  })
  const parsed = typedSchema.safeParse(body)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw invalid(issue?.path.join('.') ?? '', issue?.message ?? 'The request is not valid.')
  }
  const { channel, settings, accountId } = parsed.data
  const typed = { channel, settings, accountId: accountId ? rowIdIn('accountId', accountId) : null }
  const found = await typedSettings(context.desk, typed)
  return found.ok ? stream(context, found) : refuseWith(found)
}

/** `step` for each step as it ends, `result` with the whole; `error` when the test itself broke. */
function stream(context: RequestContext, toVerify: ToVerify): Response {
  const { desk } = context
  return eventAnswer(context, {
    limitMs: verifyLimitMs,
    async work(say, signal) {
      try {
        say('result', await verifySettings(desk, toVerify, { signal, onStep: (step) => say('step', step) }))
      } catch (error) {
        desk.log.error({ error, channel: toVerify.channel.id }, 'verify_failed')
        say('error', { code: 'internal_error', message: 'The test itself failed; it was recorded. Try again.' })
      }
    },
  })
}
