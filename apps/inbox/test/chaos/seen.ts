/** What an agent can see at a desk, read over its API. */
import { listConversations, listMessages, rawOf } from './desk-api.ts'

export type SeenEntry = {
  id: string
  conversationId: string
  /** Whom the conversation is with. */
  customer: string
  direction: 'inbound' | 'outbound' | 'note'
  kind: 'message' | 'unreadable'
  text: string
  /** Inbound: the bytes as they came. */
  raw: string | null
  clientId: string | null
  to: readonly string[]
  state: string | null
}

export async function readDesk(url: string): Promise<SeenEntry[]> {
  const seen: SeenEntry[] = []
  for (const { id: conversationId, contact } of await listConversations(url)) {
    for (const message of await listMessages(url, conversationId)) {
      const { id, direction, kind, body, clientId, to, delivery } = message
      const raw = direction === 'inbound' ? await rawOf(url, message) : null
      const state = delivery?.state ?? null
      seen.push({
        id,
        conversationId,
        customer: contact.address,
        direction,
        kind,
        text: body.text,
        raw,
        clientId,
        to,
        state,
      })
    }
  }
  return seen
}
