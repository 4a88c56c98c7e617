import type { Session } from '@cordboard/api-contract/agents'
import { queryClient } from '../api/query-client.ts'
import { sessionKey } from '../api/session.ts'
import { stopDesk } from '../live/start-desk.ts'
import { setLocale, useAppearance } from '../state/appearance.ts'
import { readStored } from '../state/stored.ts'

/** What follows a sign-in: nothing of whoever sat here before is kept, and the agent's language is shown unless one was chosen here. */
export async function enterDesk(session: Session): Promise<void> {
  stopDesk()
  queryClient.clear()
  queryClient.setQueryData(sessionKey, session)
  const locale = session.agent?.locale
  const isOther = locale !== useAppearance.getState().locale
  if (locale && isOther && readStored('locale') === null) await setLocale(locale)
}
