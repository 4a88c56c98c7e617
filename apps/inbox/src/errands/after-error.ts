/** What follows when an errand did not succeed. None of them does harm when it is repeated, so doubt is a reason to repeat. */
import { ChannelError } from '@cordboard/core/channel/error'
import { backoffMs } from '@cordboard/core/delivery'
import type { SentenceCode } from '@cordboard/core/sentence'
import { AccountUnusable } from '../accounts/load-account.ts'
import { BlobRefused } from '../blobs/blob-store.ts'

export type AfterError = {
  next: { waitMs: number; counts: boolean } | 'failed'
  detail: string | null
  sentence: SentenceCode | null
  technical: string | null
}

/** Hours, with waits that double up to a quarter of one. */
const mostAttempts = 20
/** Until somebody has looked after the account or the disk. */
const heldMs = 60_000

export function afterError(error: unknown, attempts: number): AfterError {
  if (error instanceof AccountUnusable) return { ...unsaid, next: { waitMs: heldMs, counts: false } }
  if (error instanceof BlobRefused) {
    if (error.reason === 'too_large') return { ...unsaid, detail: error.message, next: 'failed' }
    return { ...unsaid, next: { waitMs: heldMs, counts: false } }
  }
  if (!(error instanceof ChannelError)) return { ...unsaid, technical: String(error), next: again(attempts) }
  const { kind, message: detail, sentence, technical, retryAfterMs } = error
  const said = { detail, sentence, technical }
  switch (kind) {
    case 'permanent':
      return { ...said, next: 'failed' }
    case 'rate_limited':
      return { ...said, next: { waitMs: retryAfterMs ?? backoffMs(attempts), counts: false } }
    case 'needs_reauth':
      return { ...said, next: { waitMs: heldMs, counts: false } }
    case 'transient':
    case 'unconfirmed':
      return { ...said, next: again(attempts) }
  }
}

const unsaid = { detail: null, sentence: null, technical: null }

function again(attempts: number): AfterError['next'] {
  return attempts >= mostAttempts ? 'failed' : { waitMs: backoffMs(attempts), counts: true }
}
