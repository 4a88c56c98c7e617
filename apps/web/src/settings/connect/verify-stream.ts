import type { Verification, VerificationStep } from '@cordboard/api-contract/accounts'
import { ApiError } from '../../api/error.ts'
import { apiUrl } from '../../api/prefix.ts'
import { readEvents } from './read-events.ts'

/** A connected account as it is, or settings only typed so far; with an account, secrets left out are those it has. */
export type VerifyRequest =
  | { accountId: string }
  | { channel: string; settings: Record<string, unknown>; accountId: string | null }

export type VerifyNews =
  | { kind: 'step'; step: VerificationStep }
  | { kind: 'result'; result: Verification }
  | { kind: 'broken' }

/** Each step as it ends, then the whole. Throws `ApiError` when the server refuses to test, e.g. because a setting is wrong. */
export async function* verifyStream(request: VerifyRequest, signal: AbortSignal): AsyncGenerator<VerifyNews> {
  const isTyped = 'channel' in request
  const response = await fetch(
    apiUrl(isTyped ? '/accounts/verify/stream' : `/accounts/${request.accountId}/verify/stream`),
    {
      method: 'POST',
      credentials: 'same-origin',
      signal,
      ...(isTyped && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) }),
    },
  )
  if (!response.ok || !response.body) throw ApiError.from(response.status, await bodyOf(response))
  for await (const { event, data } of readEvents(response.body)) {
    if (event === 'step') yield { kind: 'step', step: JSON.parse(data) as VerificationStep }
    if (event === 'result') yield { kind: 'result', result: JSON.parse(data) as Verification }
    if (event === 'error') yield { kind: 'broken' }
  }
}

/** A proxy in between answers in HTML. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return null
  }
}
