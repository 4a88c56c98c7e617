/** Routes outside the contract: bytes that stream, other programs' hooks, and what operators watch. */
import type { Handler } from './guard.ts'
import { streamEvents } from './routes/event-stream.ts'
import { healthz } from './routes/health.ts'

export type PlainRoute = { method: 'GET' | 'POST'; path: string; handle: Handler; takesLargeBody?: boolean }

export const plainRoutes: readonly PlainRoute[] = [
  { method: 'GET', path: '/healthz', handle: healthz },
  { method: 'GET', path: '/api/v1/events/stream', handle: streamEvents },
]
