import { acceptInvitation, createInvitation, listInvitations, revokeInvitation } from '../../agents/invitations.ts'
import { lookAtLink } from '../../agents/link.ts'
import { recover } from '../../agents/recovery.ts'
import { signIn, startSession } from '../../agents/sign-in-by-password.ts'
import { agentOf } from '../caller.ts'
import { deskUrl, invitationPath } from '../desk-url.ts'
import { procedures } from '../procedures.ts'
import { rowIdOf } from '../row-id.ts'

const route = procedures.invitations

export const invitationRoutes = {
  list: route.list.handler(async ({ context: { desk } }) => ({
    items: await listInvitations(desk.db),
    nextCursor: null,
  })),
  create: route.create.handler(async ({ input, context: { desk, caller, request } }) => {
    const { invitation, token } = await createInvitation(desk.db, { ...input, invitedBy: agentOf(caller) })
    return { ...invitation, url: `${deskUrl(desk, request)}${invitationPath(token)}` }
  }),
  revoke: route.revoke.handler(({ input, context: { desk } }) =>
    revokeInvitation(desk.db, rowIdOf(input.id, 'open invitation')),
  ),
  look: route.look.handler(async ({ input, context: { desk, address } }) => {
    await desk.signInLimit.count({ account: null, address })
    return lookAtLink(desk.db, input.token)
  }),
  accept: route.accept.handler(async ({ input, context }) => {
    await context.desk.signInLimit.count({ account: null, address: context.address })
    await acceptInvitation(context.desk.db, input)
    return signIn({ email: input.email, password: input.password }, context)
  }),
  recover: route.recover.handler(async ({ input, context }) => {
    const { desk, address } = context
    await desk.signInLimit.count({ account: null, address })
    const { agentId, email } = await recover(desk.db, input)
    desk.log.info({ agentId }, 'password_recovered')
    return startSession({ email, password: input.password }, context)
  }),
}
