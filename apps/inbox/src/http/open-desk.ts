import { openSignInLimit } from '../agents/sign-in-limit.ts'
import { cookieSecret, openSignIn } from '../agents/sign-in.ts'
import type { Context } from '../context.ts'
import type { DemoPage } from '../demo/start-pretends.ts'
import { openMetrics } from '../health/metrics.ts'
import type { OwnRoles } from '../health/readiness.ts'
import { openHookConnections } from '../hooks/hook-connections.ts'
import { resendOn } from '../messages/resend-on.ts'
import { openEventFeed } from '../realtime/event-feed.ts'
import type { HttpDesk } from './desk.ts'

export type DeskOptions = {
  secretKey: Buffer
  publicUrl: string | null
  behindProxy: boolean
  version: string
  roles: OwnRoles
  demoPages?: readonly DemoPage[]
}

/** Adds to the shared context what only the api role needs. Disposing ends all open streams. */
export async function openHttpDesk(context: Context, options: DeskOptions): Promise<HttpDesk & AsyncDisposable> {
  const { secretKey, publicUrl, behindProxy, version, roles, demoPages = [] } = options
  await using opening = new AsyncDisposableStack()
  const hooks = opening.use(openHookConnections(context))
  const feed = opening.use(await openEventFeed({ ...context, resendOf: resendOn(context) }))
  const opened = opening.move()
  return {
    ...context,
    signIn: openSignIn(context.db, { secretKey, publicUrl }),
    signInLimit: openSignInLimit(context.pool),
    cookieSecret: cookieSecret(secretKey),
    feed,
    hooks,
    metrics: openMetrics(context, { streamCount: () => feed.clientCount() }),
    publicUrl,
    behindProxy,
    version,
    roles,
    demoPages,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
