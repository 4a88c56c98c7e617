import type { Counts } from '@cordboard/api-contract/conversations'

export const views = ['mine', 'unassigned', 'all', 'snoozed', 'resolved', 'unsent'] as const
export type View = (typeof views)[number]

export function isView(value: unknown): value is View {
  return views.some((view) => view === value)
}

/** What a list shows: a view, perhaps of one account; or everything that words are found in. */
export type ListFilter = { view: View; account?: string | undefined; q?: string | undefined }

type Asked = {
  status?: 'open' | 'snoozed' | 'resolved'
  assignee?: string
  unsent?: boolean
  account?: string
  q?: string
}

const asked: Record<View, Asked> = {
  mine: { status: 'open', assignee: 'me' },
  unassigned: { status: 'open', assignee: 'none' },
  all: { status: 'open' },
  snoozed: { status: 'snoozed' },
  resolved: { status: 'resolved' },
  unsent: { unsent: true },
}

/** What the server is asked for a list. Words are looked for everywhere, whatever the view. */
export function askFor({ view, account, q }: ListFilter): Asked {
  if (q) return { q, ...(account && { account }) }
  return { ...asked[view], ...(account && { account }) }
}

export function countOf(view: View, counts: Counts): number {
  return view === 'all' ? counts.open : counts[view]
}
