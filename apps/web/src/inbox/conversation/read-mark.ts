import type { Conversation } from '@cordboard/api-contract/conversations'
import { useEffect } from 'react'
import { moveReadMark } from '../change-conversation.ts'
import { isUnread } from '../unread.ts'

/** Marked unread by hand while open: stays so until opened again. */
let keptUnread: string | null = null

export function keepUnread(id: string): void {
  keptUnread = id
}

/** Marks a conversation read while it is really looked at: open, its messages there, the window in front. */
export function useReadMark(row: Conversation | undefined, newestMessageId: string | undefined): void {
  useEffect(() => {
    if (!row || newestMessageId === undefined || !isUnread(row) || keptUnread === row.id) return
    const mark = () => {
      if (document.hasFocus()) void moveReadMark(row, row.lastInboundMessageId)
    }
    mark()
    addEventListener('focus', mark)
    return () => removeEventListener('focus', mark)
  }, [row, newestMessageId])

  const id = row?.id
  useEffect(
    () => () => {
      if (keptUnread === id) keptUnread = null
    },
    [id],
  )
}
