import { sql } from 'kysely'
import type { RequestContext } from '../http/desk.ts'
import { Refusal } from '../http/refusal.ts'
import { requireAgent } from '../http/require-agent.ts'
import { holdAgent } from './hold-agent.ts'
import { hashPassword, passwordMatches } from './password.ts'
import { setPassword } from './set-password.ts'
import { startSession } from './sign-in-by-password.ts'

/** Replaces the caller's password; the old one proves that it is they. Every session ends, and the browser at hand gets a fresh one. */
export async function changePassword(
  { current, wanted }: { current: string; wanted: string },
  context: RequestContext,
): Promise<void> {
  const { desk, caller, address } = context
  const agentId = requireAgent(caller)
  const { email } = await desk.db
    .selectFrom('agents')
    .select('email')
    .where('id', '=', agentId)
    .executeTakeFirstOrThrow()
  await desk.signInLimit.count({ account: email, address })
  await desk.db.transaction().execute(async (tx) => {
    await holdAgent(tx, agentId)
    const stored = await sql<{ hash: string }>`
      select password as hash from agent_credentials where agent_id = ${agentId} and provider_id = 'credential'`.execute(
      tx,
    )
    const hash = stored.rows[0]?.hash
    if (hash === undefined || !(await passwordMatches({ hash, password: current }))) {
      // NOTE: not a 401, which tells a page that nobody is signed in any more.
      throw new Refusal(403, 'wrong_password', 'This is not your present password.', { field: 'current' })
    }
    await setPassword(tx, { agentId, passwordHash: await hashPassword(wanted) })
  })
  desk.log.info({ agentId }, 'password_changed')
  await startSession({ email, password: wanted }, context)
}
