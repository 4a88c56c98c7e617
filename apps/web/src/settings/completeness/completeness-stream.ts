import type { Completeness, CompletenessProgress } from '@cordboard/api-contract/completeness'
import type { SentenceCode } from '@cordboard/core/sentence'
import { ApiError } from '../../api/error.ts'
import { apiUrl } from '../../api/prefix.ts'
import { readEvents } from '../connect/read-events.ts'

export type CompletenessNews =
  | { kind: 'progress'; progress: CompletenessProgress }
  | { kind: 'result'; result: Completeness }
  | { kind: 'refused'; refusal: { detail: string; sentence: SentenceCode | null } }

/** How far the comparison has come, then the whole. Throws `ApiError` when the server does not even begin. */
export async function* completenessStream(
  { accountId, fetchMissing }: { accountId: string; fetchMissing: boolean },
  signal: AbortSignal,
): AsyncGenerator<CompletenessNews> {
  const response = await fetch(apiUrl(`/accounts/${accountId}/completeness`), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ fetchMissing }),
    signal,
  })
  if (!response.ok || !response.body) throw ApiError.from(response.status, await response.json().catch(() => null))
  for await (const { event, data } of readEvents(response.body)) {
    if (event === 'progress') yield { kind: 'progress', progress: JSON.parse(data) as CompletenessProgress }
    if (event === 'result') yield { kind: 'result', result: JSON.parse(data) as Completeness }
    if (event === 'refused')
      yield { kind: 'refused', refusal: JSON.parse(data) as { detail: string; sentence: SentenceCode | null } }
  }
}
