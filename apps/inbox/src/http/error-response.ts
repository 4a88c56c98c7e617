/** The one place where an error becomes a response. */
import type { ErrorBody } from '@cordboard/api-contract/shapes'
import { ORPCError, ValidationError } from '@orpc/server'
import type { Log } from '@cordboard/core/channel/channel'
import { BlobMissing, type BlobRefusal, BlobRefused } from '../blobs/blob-store.ts'
import { sqlStateOf } from '../db/transaction.ts'
import { Refusal, invalid } from './refusal.ts'

/** What a thrown value means to the caller. What nobody foresaw is logged, and answered without its words. */
export function refusalOf(error: unknown, log: Log, route: string): Refusal {
  const known = knownRefusal(error)
  if (known) return known
  log.error({ error, route }, 'request_failed')
  return new Refusal(500, 'internal_error', 'Something went wrong here; it was recorded. Try again.', { cause: error })
}

/** PostgreSQL keeps any character but one, in text and in JSON. */
const unstorable = new Set(['22021', '22P05'])

const statusOf: Record<BlobRefusal, number> = { too_large: 413, disk_full: 507, away: 503 }

function knownRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof BlobRefused) {
    return new Refusal(statusOf[error.reason], error.reason, error.message, { cause: error })
  }
  if (error instanceof BlobMissing)
    return new Refusal(410, 'gone', 'The bytes of this file are no longer stored.', { cause: error })
  if (unstorable.has(sqlStateOf(error) ?? ''))
    return new Refusal(400, 'invalid_request', 'The request holds a NUL character, which cannot be stored.')
  if (!(error instanceof ORPCError)) return null
  if (error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') return validationRefusal(error.cause)
  return null
}

function validationRefusal(error: ValidationError): Refusal {
  const issue = error.issues[0]
  const field = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  if (field === '') return new Refusal(400, 'invalid_request', `The request is not valid: ${issue?.message}.`)
  return invalid(field, `${field}: ${issue?.message}`)
}

export function errorBody(refusal: Refusal): ErrorBody {
  const { code, message, field } = refusal
  return { error: field === undefined ? { code, message } : { code, message, field } }
}

export function errorHeaders(refusal: Refusal): Record<string, string> {
  const wait = refusal.retryAfterSeconds
  return {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
  }
}

export function errorResponse(refusal: Refusal): Response {
  return Response.json(errorBody(refusal), { status: refusal.status, headers: errorHeaders(refusal) })
}
