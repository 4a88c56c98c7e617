import { create } from 'zustand'

type Connection = {
  /** Whether the server's events arrive. `null` before the first try has ended. */
  live: boolean | null
  /** Since when what is shown may be old. */
  staleSince: number | null
  /** A newer version of the pages is being served. */
  newVersion: boolean
}

export const useConnection = create<Connection>(() => ({ live: null, staleSince: null, newVersion: false }))

export function setLive(live: boolean): void {
  useConnection.setState(({ staleSince }) => ({ live, staleSince: live ? null : (staleSince ?? Date.now()) }))
}
