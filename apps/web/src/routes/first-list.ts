import { listKey, listQuery } from '../api/conversations.ts'
import { queryClient } from '../api/query-client.ts'
import { isView } from '../inbox/views.ts'

/** A server that is slower than this is waited for with the page's outlines in view. */
const patienceMs = 300

type Match = { routeId: string; params: object; search: object }

/**
 * Asks for the list of the page being opened at the same time as for the session, so that the first thing painted are its rows. Resolves
 * when they are here or late; at once when the page has no list, or one was loaded before.
 */
export async function firstList(matches: readonly Match[]): Promise<void> {
  const match = matches.at(-1)
  if (!match?.routeId.startsWith('/desk/inbox/') || queryClient.getQueriesData({ queryKey: listKey }).length > 0) return
  const { view, account, q }: Record<string, unknown> = { ...match.search, ...match.params }
  const filter = {
    view: isView(view) ? view : ('mine' as const),
    account: typeof account === 'string' ? account : undefined,
    q: typeof q === 'string' ? q : undefined,
  }
  const late = new Promise<void>((resolve) => setTimeout(resolve, patienceMs))
  await Promise.race([queryClient.prefetchInfiniteQuery(listQuery(filter)), late])
}
