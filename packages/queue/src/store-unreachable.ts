import type { QueueBackend } from './backend.ts'

/** The queue's store did not do what was asked. Nothing is lost by it: the sweep finds every row that is still open. */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable'
  readonly store: QueueBackend['kind']
  /** Host and port, never the password. */
  readonly address: string

  constructor(backend: QueueBackend, options: { cause: unknown }) {
    const address = addressOf(backend)
    super(
      `${PRODUCT[backend.kind]} on ${address} does not serve the queue (${reason(options.cause)}): check that it runs and that its URL is right.`,
      options,
    )
    this.store = backend.kind
    this.address = address
  }
}

const PRODUCT = { redis: 'Redis', postgres: 'PostgreSQL' }
const DEFAULT_PORT = { redis: '6379', postgres: '5432' }

export function addressOf({ kind, url }: QueueBackend): string {
  const parsed = URL.parse(url)
  if (!parsed) return 'an unreadable URL'
  return `${parsed.hostname || 'localhost'}:${parsed.port || DEFAULT_PORT[kind]}`
}

/** The promise's value, or a rejection after `limitMs`. The work itself goes on: a late wake is harmless. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  // The loser of the race may reject later, when nobody looks any more.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Node reports a host with several addresses as an AggregateError with an empty message. */
function reason(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(reason).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}
