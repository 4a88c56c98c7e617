import { openSignInLimit } from '../agents/sign-in-limit.ts'
import { cookieSecret, openSignIn } from '../agents/sign-in.ts'
import type { Context } from '../context.ts'
import { resendOn } from '../messages/resend-on.ts'
import { openEventFeed } from '../realtime/event-feed.ts'
import type { HttpDesk } from './desk.ts'

export type DeskOptions = {
  secretKey: Buffer
  publicUrl: string | null
  behindProxy: boolean
  version: string
}

/** Adds to the shared context what only the api role needs. Disposing ends all open streams. */
export async function openHttpDesk(context: Context, options: DeskOptions): Promise<HttpDesk & AsyncDisposable> {
  const { secretKey, publicUrl, behindProxy, version } = options
  const feed = await openEventFeed({ ...context, resendOf: resendOn(context) })
  return {
    ...context,
    signIn: openSignIn(context.db, { secretKey, publicUrl }),
    signInLimit: openSignInLimit(context.pool),
    cookieSecret: cookieSecret(secretKey),
    feed,
    publicUrl,
    behindProxy,
    version,
    [Symbol.asyncDispose]: () => feed[Symbol.asyncDispose](),
  }
}
