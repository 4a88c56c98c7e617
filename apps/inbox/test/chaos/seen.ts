/** What an agent can see at a desk, read over its API. */
import type { Conversation } from '@cordboard/api-contract/conversations'
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

/** Conversations read at once: a desk after a thousand kills has many. */
const readers = 6

export async function readDesk(url: string): Promise<SeenEntry[]> {
  const seen: SeenEntry[] = []
  const left = await listConversations(url)
  const read = async () => {
    for (let next = left.pop(); next; next = left.pop()) seen.push(...(await readConversation(url, next)))
  }
  await Promise.all(Array.from({ length: readers }, read))
  return seen
}

async function readConversation(
  url: string,
  { id: conversationId, contact }: Pick<Conversation, 'id' | 'contact'>,
): Promise<SeenEntry[]> {
  const seen: SeenEntry[] = []
  for (const message of await listMessages(url, conversationId)) {
    const { id, direction, kind, body, clientId, to, delivery } = message
    const raw = direction === 'inbound' ? await rawOf(url, message) : null
    const state = delivery?.state ?? null
    const customer = contact.address
    seen.push({ id, conversationId, customer, direction, kind, text: body.text, raw, clientId, to, state })
  }
  return seen
}
