import { plainTextOf } from '../../messages/html-to-text.ts'
import { findMessage } from '../../messages/find-messages.ts'
import { listMessages } from '../../messages/list-messages.ts'
import { messageTrail } from '../../messages/message-trail.ts'
import { resendOn } from '../../messages/resend-on.ts'
import { retryReply } from '../../outbound/retry-reply.ts'
import { writeNote } from '../../outbound/write-note.ts'
import { writeReply } from '../../outbound/write-reply.ts'
import { agentOf } from '../caller.ts'
import { procedures } from '../procedures.ts'
import { invalid } from '../refusal.ts'
import { refuseWith } from '../refuse-with.ts'
import { rowIdIn, rowIdOf } from '../row-id.ts'

const route = procedures.messages

export const messageRoutes = {
  list: route.list.handler(({ input: { id, ...page }, context: { desk } }) =>
    listMessages(desk, id, { ...page, resendOf: resendOn(desk) }),
  ),
  get: route.get.handler(({ input, context: { desk } }) => findMessage(desk, input.id, resendOn(desk))),
  trail: route.trail.handler(({ input, context: { desk } }) => messageTrail(desk, input.id)),
  reply: route.reply.handler(async ({ input, context: { desk, caller } }) => {
    const written = await writeReply(desk, {
      conversationId: rowIdOf(input.id, 'conversation'),
      agentId: agentOf(caller),
      clientId: input.clientId,
      text: textOf(input),
      attachmentIds: attachmentIdsOf(input.attachments),
      cc: input.cc,
      bcc: input.bcc,
      signature: input.signature,
      lastSeenMessageId: input.lastSeenMessageId ? rowIdIn('lastSeenMessageId', input.lastSeenMessageId) : null,
    })
    return written.ok ? findMessage(desk, written.messageId, resendOn(desk)) : refuseWith(written)
  }),
  note: route.note.handler(async ({ input, context: { desk, caller } }) => {
    const written = await writeNote(desk, {
      conversationId: rowIdOf(input.id, 'conversation'),
      agentId: agentOf(caller),
      clientId: input.clientId ?? null,
      text: input.text,
      attachmentIds: attachmentIdsOf(input.attachments),
    })
    return written.ok ? findMessage(desk, written.messageId, resendOn(desk)) : refuseWith(written)
  }),
  retry: route.retry.handler(async ({ input, context: { desk, caller } }) => {
    const messageId = rowIdOf(input.id, 'message')
    const { acceptDuplicate } = input
    const retried = await retryReply(desk, { messageId, agentId: agentOf(caller), acceptDuplicate })
    return retried.ok ? findMessage(desk, retried.messageId, resendOn(desk)) : refuseWith(retried)
  }),
}

function textOf({ text, html }: { text?: string | undefined; html?: string | undefined }): string {
  if (text !== undefined && html !== undefined) throw invalid('html', 'Send either text or html, not both.')
  return text ?? plainTextOf(html ?? '')
}

/** The same file twice in one message is a slip of the finger. */
function attachmentIdsOf(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => rowIdIn('attachments', id)))]
}
