/** What X answers, beside the data: its clock and how much may still be asked. */
import type { IncomingHttpHeaders } from 'node:http'
import { losslessIn } from './lossless-json.ts'
import type { Problem } from './failure.ts'

export type Answer = { data: unknown; headers: IncomingHttpHeaders; limit: RateLimit | null }

/** `resetAt`: by our clock, in milliseconds since 1970. */
export type RateLimit = { limit: number; remaining: number; resetAt: number }

const secondMs = 1_000
/** X has no longer limits; a time further away is none that it means. */
const longestWaitMs = 86_400_000

/** How far X's clock is ahead of ours; whole seconds are all it tells. */
export function skewOf({ date }: IncomingHttpHeaders): number | null {
  const theirs = Date.parse(date ?? '')
  return Number.isNaN(theirs) ? null : theirs - Date.now()
}

/** The narrower of the limits for a quarter of an hour and for a day, where the latter is used up. */
export function rateLimitIn(headers: IncomingHttpHeaders): RateLimit | null {
  const day = limitCalled(headers, 'x-user-limit-24hour') ?? limitCalled(headers, 'x-app-limit-24hour')
  const quarter = limitCalled(headers, 'x-rate-limit')
  return day?.remaining === 0 ? day : quarter
}

function limitCalled(headers: IncomingHttpHeaders, name: string): RateLimit | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((part) => numberIn(headers[`${name}-${part}`]))
  if (limit === null || remaining === null || reset === null) return null
  if (limit === undefined || remaining === undefined || reset === undefined) return null
  const resetAt = reset * secondMs - (skewOf(headers) ?? 0)
  return { limit, remaining, resetAt: Math.min(resetAt, Date.now() + longestWaitMs) }
}

function numberIn(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : null
}

const nothing: Problem = { title: '', detail: '', type: '', codes: [] }

/** From problem+json, from older errors, from OAuth errors; a page of HTML says nothing. */
export function problemIn(body: string): Problem {
  const json = losslessIn(body)
  if (typeof json !== 'object' || json === null) return nothing
  const { title, detail, type, errors, error, error_description: described } = json as Record<string, unknown>
  const list = (Array.isArray(errors) ? errors : []).filter(
    (entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null,
  )
  return {
    title: text(title) || text(list[0]?.['title']) || text(error),
    detail: text(detail) || text(list[0]?.['message']) || text(list[0]?.['detail']) || text(described),
    type: text(type) || text(list[0]?.['type']),
    codes: list.map(({ code }) => code).filter((code) => typeof code === 'number'),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
