/** Changing a conversation: shown at once, told to the server, taken back when it refuses or the agent thinks again. */
import type { Conversation } from '@cordboard/api-contract/conversations'
import { i18n } from '@lingui/core'
import { api } from '../api/client.ts'
import { countsKey } from '../api/conversations.ts'
import { errorSentence } from '../api/error.ts'
import { queryClient } from '../api/query-client.ts'
import { patchConversation } from '../live/patch.ts'
import { forgetUndo, setUndo } from '../state/undo.ts'
import { showToast } from '../ui/toast-store.ts'

const t = i18n._.bind(i18n)

export type Change = {
  status?: Conversation['status']
  snoozedUntil?: string
  assignee?: { id: string; name: string } | null
}

/** `said` is the sentence of the toast, in the past tense. `onUndone` runs after the change was taken back. */
export function changeConversation(row: Conversation, change: Change, said: string, onUndone?: () => void): void {
  void apply(row, change)
  const undo = () => {
    forgetUndo(undo)
    dismiss()
    void apply({ ...row, ...change }, reversed(row, change))
    onUndone?.()
  }
  setUndo(undo)
  // Each toast takes back what it names, whatever was done since.
  const dismiss = showToast({ text: said, action: { label: t('command.undo'), run: undo } })
}

function reversed(row: Conversation, change: Change): Change {
  return {
    ...('status' in change && { status: row.status }),
    ...(row.status === 'snoozed' && row.snoozedUntil !== null && { snoozedUntil: row.snoozedUntil }),
    ...('assignee' in change && { assignee: row.assignee }),
  }
}

async function apply(row: Conversation, change: Change): Promise<void> {
  patchConversation({
    ...row,
    ...change,
    snoozedUntil: change.snoozedUntil ?? (change.status ? null : row.snoozedUntil),
  })
  const { assignee, ...rest } = change
  try {
    const changed = await api.conversations.update({
      id: row.id,
      ...rest,
      ...(assignee !== undefined && { assignee: assignee?.id ?? null }),
    })
    patchConversation({ ...changed, lastReadMessageId: row.lastReadMessageId })
  } catch (error) {
    patchConversation(row)
    setUndo(null)
    showToast({
      text: errorSentence(error, t),
      tone: 'danger',
      action: { label: t('action.retry'), run: () => void apply(row, change) },
    })
  } finally {
    void queryClient.invalidateQueries({ queryKey: countsKey })
  }
}

/** Moves the reader's own mark; `null` makes it unread. A mark that could not be moved is moved with the next one. */
export async function moveReadMark(row: Conversation, lastReadMessageId: string | null): Promise<void> {
  patchConversation({ ...row, lastReadMessageId })
  await api.conversations.markRead({ id: row.id, lastReadMessageId }).catch(() => patchConversation(row))
}
