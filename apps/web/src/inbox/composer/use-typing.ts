import { useCallback, useRef } from 'react'
import { api } from '../../api/client.ts'

/** The customer sees it for some seconds, so it is told anew as long as somebody types. */
const tellEveryMs = 4_000

/** Tells the customer that an answer is being written, where their channel can show it. */
export function useTyping(conversationId: string, shows: boolean): () => void {
  const toldAt = useRef(0)
  return useCallback(() => {
    if (!shows || Date.now() - toldAt.current < tellEveryMs) return
    toldAt.current = Date.now()
    // Worth nothing later, so nothing is tried again.
    api.conversations.typing({ id: conversationId }).catch(() => undefined)
  }, [conversationId, shows])
}
