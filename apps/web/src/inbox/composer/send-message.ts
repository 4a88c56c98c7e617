import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import type { Pages } from '../../api/conversations.ts'
import { messagesKey } from '../../api/messages.ts'
import { queryClient } from '../../api/query-client.ts'
import { isNewerId } from '../../live/place-row.ts'
import { addToOutbox } from '../../outbox/outbox.ts'
import { wakeOutbox } from '../../outbox/run-outbox.ts'
import type { Draft } from '../../state/drafts.ts'
import type { Enclosed } from './use-reply.ts'

/** Puts what was written on its way. It is shown at once. `anyway`: even if the customer wrote meanwhile. */
export function sendMessage(
  row: Conversation,
  draft: Draft,
  { anyway, people, signature, way, replyTo }: Enclosed & { anyway: boolean },
): void {
  addToOutbox({
    clientId: crypto.randomUUID(),
    conversationId: row.id,
    mode: draft.mode,
    text: draft.text.trim(),
    attachments: draft.attachments,
    ...people,
    signature,
    way,
    replyTo,
    lastSeenMessageId: anyway ? null : newestSeen(row),
    writtenAt: new Date().toISOString(),
  })
  wakeOutbox()
}

/** The newest message in the thread as it is shown. */
function newestSeen(row: Conversation): string | null {
  const pages = queryClient.getQueryData<Pages<Message>>(messagesKey(row.id))
  const ids = pages?.pages.flatMap((page) => page.items.map(({ id }) => id)) ?? []
  return (
    ids.reduce((newest, id) => (newest === null || isNewerId(id, newest) ? id : newest), null as string | null) ??
    row.lastMessageId
  )
}
