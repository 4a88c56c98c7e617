import type { Role } from '@cordboard/core/roles'
import { Cable, KeyRound, Palette, Store, UserRound, Users, type LucideIcon } from 'lucide-react'

type PageLink = { to: string; words: string; icon: LucideIcon; for: Role }

/** The pages of settings. Those for admins are not shown to agents, and the server would refuse what they do. */
export const pages = [
  { to: '/settings/accounts', words: 'settings.accounts', icon: Cable, for: 'admin' },
  { to: '/settings/people', words: 'settings.people', icon: Users, for: 'admin' },
  { to: '/settings/api-keys', words: 'settings.apiKeys', icon: KeyRound, for: 'admin' },
  { to: '/settings/desk', words: 'settings.desk', icon: Store, for: 'admin' },
  { to: '/settings/profile', words: 'settings.profile', icon: UserRound, for: 'agent' },
  { to: '/settings/appearance', words: 'settings.appearance', icon: Palette, for: 'agent' },
] as const satisfies readonly PageLink[]

/** What an agent of this role finds in settings. */
export function pagesFor(role: Role): (typeof pages)[number][] {
  return pages.filter((page) => page.for === 'agent' || role === 'admin')
}
