/** Where a conversation stands in a list, and keeping it there as it changes. Pure. */
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Pages } from '../api/conversations.ts'
import { askFor, type ListFilter } from '../inbox/views.ts'

/**
 * Whether a conversation is in a list: `null` when only the server can tell, because words are looked for.
 */
export function belongs(row: Conversation, filter: ListFilter, meId: string): boolean | null {
  const { status, assignee, unsent, account, q } = askFor(filter)
  if (account && row.account.id !== account) return false
  if (q) return null
  if (status && row.status !== status) return false
  if (unsent && row.unsentCount === 0) return false
  if (assignee === 'me') return row.assignee?.id === meId
  if (assignee === 'none') return row.assignee === null
  return true
}

/** Puts a changed conversation where it belongs in a loaded list; the same pages come back when nothing is to be done. */
export function placeRow(
  pages: Pages<Conversation>,
  row: Conversation,
  filter: ListFilter,
  meId: string,
): Pages<Conversation> {
  const known = findIn(pages, row.id)
  const wanted = belongs(row, filter, meId)
  if (wanted === null) return known ? replaceIn(pages, known, row) : pages
  if (!wanted) return known ? removeFrom(pages, row.id) : pages
  if (known?.lastActivityAt === row.lastActivityAt) return replaceIn(pages, known, row)
  return insertInto(known ? removeFrom(pages, row.id) : pages, row)
}

function findIn(pages: Pages<Conversation>, id: string): Conversation | undefined {
  for (const page of pages.pages) {
    const row = page.items.find((candidate) => candidate.id === id)
    if (row) return row
  }
  return undefined
}

function replaceIn(pages: Pages<Conversation>, known: Conversation, row: Conversation): Pages<Conversation> {
  return eachPage(pages, (items) =>
    items.includes(known) ? items.map((item) => (item === known ? row : item)) : items,
  )
}

function removeFrom(pages: Pages<Conversation>, id: string): Pages<Conversation> {
  return eachPage(pages, (items) =>
    items.some((item) => item.id === id) ? items.filter((item) => item.id !== id) : items,
  )
}

/** Newest activity first. A row older than all that is loaded comes with its page. */
function insertInto(pages: Pages<Conversation>, row: Conversation): Pages<Conversation> {
  const last = pages.pages.length - 1
  const pageIndex = pages.pages.findIndex((page) => page.items.some((item) => isBefore(row, item)))
  const isOpenEnded = pages.pages[last]?.nextCursor !== null
  if (pageIndex === -1 && isOpenEnded) return pages
  const target = pageIndex === -1 ? last : pageIndex
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (index !== target) return page
      const at = page.items.findIndex((item) => isBefore(row, item))
      const items = at === -1 ? [...page.items, row] : [...page.items.slice(0, at), row, ...page.items.slice(at)]
      return { ...page, items }
    }),
  }
}

function isBefore(one: Conversation, other: Conversation): boolean {
  return one.lastActivityAt === other.lastActivityAt
    ? isNewerId(one.id, other.id)
    : one.lastActivityAt > other.lastActivityAt
}

function eachPage(pages: Pages<Conversation>, change: (items: Conversation[]) => Conversation[]): Pages<Conversation> {
  const changed = pages.pages.map((page) => {
    const items = change(page.items)
    return items === page.items ? page : { ...page, items }
  })
  return { ...pages, pages: changed }
}

/** Ids grow, and are numbers without leading zeros: the longer one is newer, then the greater one. */
export function isNewerId(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length
}
