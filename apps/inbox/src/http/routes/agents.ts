import { changePassword } from '../../agents/change-password.ts'
import { listAgents } from '../../agents/list-agents.ts'
import { readSession } from '../../agents/read-session.ts'
import { createRecovery } from '../../agents/recovery.ts'
import { signIn, signOut } from '../../agents/sign-in-by-password.ts'
import { updateAgent } from '../../agents/update-agent.ts'
import { agentOf } from '../caller.ts'
import { deskUrl, invitationPath } from '../desk-url.ts'
import { procedures } from '../procedures.ts'

const route = procedures.agents

export const agentRoutes = {
  session: route.session.handler(({ context }) => readSession(context)),
  signIn: route.signIn.handler(({ input, context }) => signIn(input, context)),
  signOut: route.signOut.handler(({ context }) => signOut(context)),
  list: route.list.handler(({ context }) => listAgents(context.desk.db)),
  update: route.update.handler(({ input: { id, ...change }, context: { desk, caller } }) =>
    updateAgent(desk.db, id, { change, caller }),
  ),
  changePassword: route.changePassword.handler(({ input, context }) =>
    changePassword({ current: input.current, wanted: input.new }, context),
  ),
  recover: route.recover.handler(async ({ input, context: { desk, caller, request } }) => {
    const { token, expiresAt } = await createRecovery(desk.db, input.id, { madeBy: agentOf(caller) })
    desk.log.info({ agentId: input.id, madeBy: agentOf(caller) }, 'recovery_made')
    return { url: `${deskUrl(desk, request)}${invitationPath(token)}`, expiresAt: expiresAt.toISOString() }
  }),
}
