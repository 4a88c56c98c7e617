import { create } from 'zustand'
import { readStored, writeStored } from './stored.ts'

const wideScreen = matchMedia('(min-width: 1440px)')

type ContextPaneState = { wide: boolean; besideOpen: boolean; drawerOpen: boolean }

/** The customer's details: beside the conversation on wide screens, open until closed; elsewhere a drawer, closed until opened. */
export const useContextPane = create<ContextPaneState>(() => ({
  wide: wideScreen.matches,
  besideOpen: readStored('context') !== 'closed',
  drawerOpen: false,
}))

wideScreen.addEventListener('change', () => useContextPane.setState({ wide: wideScreen.matches, drawerOpen: false }))

export function isContextOpen({ wide, besideOpen, drawerOpen }: ContextPaneState): boolean {
  return wide ? besideOpen : drawerOpen
}

export function toggleContext(): void {
  const { wide, besideOpen, drawerOpen } = useContextPane.getState()
  if (!wide) return useContextPane.setState({ drawerOpen: !drawerOpen })
  useContextPane.setState({ besideOpen: !besideOpen })
  writeStored('context', besideOpen ? 'closed' : null)
}

/** Returns whether there was a drawer to close. */
export function closeContextDrawer(): boolean {
  const { wide, drawerOpen } = useContextPane.getState()
  if (wide || !drawerOpen) return false
  useContextPane.setState({ drawerOpen: false })
  return true
}
