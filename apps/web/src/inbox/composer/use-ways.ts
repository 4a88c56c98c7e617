import type { ReplyForm } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import type { Capabilities, Way } from '@cordboard/core/channel/channel'
import { openWays, usualWay } from '@cordboard/core/plan-delivery'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Pages } from '../../api/conversations.ts'
import { inReadingOrder, messagesQuery } from '../../api/messages.ts'

export type Ways = { open: readonly Way[]; chosen: Way | null }

type WaysInput = { capabilities: Capabilities | undefined; form: ReplyForm | undefined; wanted: string | null }

/**
 * The ways that are open, by the customer's newest message as the thread shows it: what is chosen here must never be older than what is
 * read there. What was wanted counts as long as it is open.
 */
export function useWays(conversationId: string, { capabilities, form, wanted }: WaysInput): Ways {
  // The thread beside it does the loading.
  const { data: last = null } = useInfiniteQuery({
    ...messagesQuery(conversationId),
    select: lastWayIn,
    enabled: false,
  })
  const all = capabilities?.ways
  if (!capabilities || !all) return { open: [], chosen: null }
  // It may lie further back than what is loaded.
  const open = last === null ? all.filter(({ id }) => form?.openWays.includes(id)) : openWays(capabilities, last)
  const usual = last === null ? form?.way : usualWay(capabilities, last)
  const chosen = open.find(({ id }) => id === wanted) ?? open.find(({ id }) => id === usual) ?? null
  return { open, chosen }
}

function lastWayIn(pages: Pick<Pages<Message>, 'pages'>): string | null {
  const newest = inReadingOrder(pages).findLast(({ direction, way }) => direction === 'inbound' && way !== null)
  return newest?.way ?? null
}
