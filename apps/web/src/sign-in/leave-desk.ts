import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionKey, signedOut } from '../api/session.ts'
import { stopDesk } from '../live/start-desk.ts'

/** Signs out and forgets everything the agent saw. Rejects when the server did not hear of it: then they are still signed in. */
export async function leaveDesk(): Promise<void> {
  await api.agents.signOut()
  stopDesk()
  const session = signedOut(queryClient.getQueryData(sessionKey))
  queryClient.clear()
  queryClient.setQueryData(sessionKey, session)
}
