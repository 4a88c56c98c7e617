/** What the HTTP side works with: the shared context, signing in, the live feed, and what the operator said about addresses. */
import type { SignIn } from '../agents/sign-in.ts'
import type { SignInLimit } from '../agents/sign-in-limit.ts'
import type { Context } from '../context.ts'
import type { DemoPage } from '../demo/start-pretends.ts'
import type { Metrics } from '../health/metrics.ts'
import type { OwnRoles } from '../health/readiness.ts'
import type { HookConnections } from '../hooks/hook-connections.ts'
import type { EventFeed } from '../realtime/event-feed.ts'
import type { Caller } from './caller.ts'

export type HttpDesk = Context & {
  signIn: SignIn
  signInLimit: SignInLimit
  cookieSecret: string
  feed: EventFeed
  hooks: HookConnections
  metrics: Metrics
  roles: OwnRoles
  publicUrl: string | null
  behindProxy: boolean
  version: string
  /** Where the demo's customers are played; none without a demo. */
  demoPages: readonly DemoPage[]
}

/** What each procedure gets beside its input. */
export type RequestContext = {
  desk: HttpDesk
  caller: Caller
  /** Where the request comes from, for limits. */
  address: string
  request: Request
  /** `Set-Cookie` values to send with the answer. */
  cookies: string[]
}
