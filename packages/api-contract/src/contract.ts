/** The whole API below `/api/v1`, as the server implements it and the browser calls it. One file per resource. */
import { accounts } from './accounts.ts'
import { agents, invitations } from './agents.ts'
import { channels } from './channels.ts'
import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { apiKeys, desk } from './desk.ts'
import { events } from './events.ts'
import { messages } from './messages.ts'
import { providerSignIns } from './provider-sign-ins.ts'

export const contract = {
  accounts,
  agents,
  apiKeys,
  channels,
  contacts,
  conversations,
  desk,
  events,
  invitations,
  messages,
  providerSignIns,
}
export const apiPrefix = '/api/v1'
