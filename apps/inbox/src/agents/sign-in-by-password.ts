import type { Session } from '@cordboard/api-contract/agents'
import { APIError } from 'better-auth/api'
import { sql } from 'kysely'
import type { RequestContext } from '../http/desk.ts'
import { Refusal } from '../http/refusal.ts'
import { sessionFor } from './read-session.ts'
import { agentDisabledCode } from './sign-in.ts'

/** Starts a session with a fresh token and ends the one the browser came with. Which of the two was wrong is not said. */
export async function signIn(
  credentials: { email: string; password: string },
  context: RequestContext,
): Promise<Session> {
  await context.desk.signInLimit.count({ account: credentials.email, address: context.address })
  return startSession(credentials, context)
}

/** Like `signIn`, for whoever has just set this password: what they tried before does not keep them out. */
export async function startSession(
  credentials: { email: string; password: string },
  context: RequestContext,
): Promise<Session> {
  const { desk } = context
  const { agentId, cookies } = await authenticate(credentials, context)
  await desk.signInLimit.forgive(credentials.email)
  await endOldSession(context)
  context.cookies.push(...cookies)
  desk.log.info({ agentId }, 'signed_in')
  return sessionFor(desk, agentId)
}

export async function signOut(context: RequestContext): Promise<void> {
  const { desk, request, cookies } = context
  const { headers } = await desk.signIn.api.signOut({ headers: request.headers, returnHeaders: true })
  cookies.push(...headers.getSetCookie())
}

async function authenticate(
  credentials: { email: string; password: string },
  { desk, request, address }: RequestContext,
): Promise<{ agentId: string; cookies: string[] }> {
  try {
    const { headers, response } = await desk.signIn.api.signInEmail({
      body: credentials,
      headers: new Headers({ 'user-agent': request.headers.get('user-agent') ?? '' }),
      returnHeaders: true,
    })
    return { agentId: response.user.id, cookies: headers.getSetCookie() }
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error
    desk.log.warn({ address, code: error.body?.code }, 'sign_in_refused')
    if (error.body?.code === agentDisabledCode) {
      throw new Refusal(403, 'agent_disabled', 'This agent has been disabled; ask an admin.', { cause: error })
    }
    throw new Refusal(401, 'wrong_credentials', 'The email address or the password is wrong.', { cause: error })
  }
}

async function endOldSession({ desk, caller }: RequestContext): Promise<void> {
  if (caller.kind === 'agent') await sql`delete from agent_sessions where id = ${caller.sessionId}`.execute(desk.db)
}
