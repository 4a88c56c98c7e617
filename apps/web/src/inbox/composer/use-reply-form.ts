import type { Channel } from '@cordboard/api-contract/channels'
import type { Conversation, ReplyForm } from '@cordboard/api-contract/conversations'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** What a reply would go out with; asked again when the customer has written. Only where there is more to it than the customer. */
export function useReplyForm(
  { id, lastInboundMessageId }: Conversation,
  capabilities: Channel['capabilities'] | undefined,
): ReplyForm | undefined {
  const { data } = useQuery({
    queryKey: ['reply-form', id, lastInboundMessageId],
    queryFn: ({ signal }) => api.conversations.replyForm({ id }, { signal }),
    enabled:
      capabilities !== undefined &&
      (capabilities.copies !== null || capabilities.signature || capabilities.ways !== undefined),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  })
  return data
}
