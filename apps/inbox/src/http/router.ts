/** Every route of the contract with what answers it. One left out does not compile. */
import { procedures } from './procedures.ts'
import { accountRoutes } from './routes/accounts.ts'
import { agentRoutes } from './routes/agents.ts'
import { channelRoutes } from './routes/channels.ts'
import { contactRoutes } from './routes/contacts.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { apiKeyRoutes, deskRoutes } from './routes/desk.ts'
import { eventRoutes } from './routes/events.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { messageRoutes } from './routes/messages.ts'
import { providerSignInRoutes } from './routes/provider-sign-ins.ts'

export const router = procedures.router({
  accounts: accountRoutes,
  agents: agentRoutes,
  apiKeys: apiKeyRoutes,
  channels: channelRoutes,
  contacts: contactRoutes,
  conversations: conversationRoutes,
  desk: deskRoutes,
  events: eventRoutes,
  invitations: invitationRoutes,
  messages: messageRoutes,
  providerSignIns: providerSignInRoutes,
})
