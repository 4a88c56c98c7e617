import { listAgents } from '../../agents/list-agents.ts'
import { readSession } from '../../agents/read-session.ts'
import { signIn, signOut } from '../../agents/sign-in-by-password.ts'
import { updateAgent } from '../../agents/update-agent.ts'
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
}
