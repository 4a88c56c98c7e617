/** An internal note: seen by the desk, never by the customer. */
import type { Context } from '../context.ts'
import { appendEvents } from '../db/append-events.ts'
import { lockUploads } from './attach-files.ts'
import { enterMessage } from './enter-message.ts'
import { holdConversation } from './hold-conversation.ts'
import { type Refused, refused } from './refused.ts'
import { writtenBefore, type Written } from './write-reply.ts'

export type Note = {
  conversationId: string
  agentId: string | null
  clientId: string | null
  text: string
  attachmentIds: readonly string[]
}

/** Durable when it resolves; the same client id never makes a second note. */
export async function writeNote(ctx: Pick<Context, 'db'>, note: Note): Promise<Written | Refused> {
  return ctx.db.transaction().execute(async (tx) => {
    const conversation = await holdConversation(tx, note.conversationId)
    if (!conversation) return refused('conversation_not_found', 'There is no such conversation.')
    const earlier = note.clientId === null ? null : await writtenBefore(tx, note.conversationId, note.clientId)
    if (earlier !== null) return { ok: true, messageId: earlier }
    if (note.text.trim() === '') return refused('empty', 'Write something before you save the note.', 'text')
    const uploads = await lockUploads(tx, note.attachmentIds, note.agentId)
    if (uploads === null)
      return refused('attachment_not_found', 'One of the files is no longer there; attach it again.', 'attachments')
    const { id: conversationId, account_id: accountId } = conversation
    const messageId = await enterMessage(
      tx,
      {
        conversation_id: conversationId,
        account_id: accountId,
        direction: 'note',
        client_id: note.clientId,
        author_agent_id: note.agentId,
        body_text: note.text,
        occurred_at: new Date(),
      },
      note,
    )
    await appendEvents(tx, [{ type: 'note.written', accountId, conversationId, messageId, actorAgentId: note.agentId }])
    return { ok: true, messageId }
  })
}
