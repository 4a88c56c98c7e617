import type { Message } from '@cordboard/api-contract/messages'
import { forgetChange, requestChange, type WantedChange } from '../../errands/request-change.ts'
import { retryFile } from '../../errands/retry-file.ts'
import { formerWords } from '../../messages/former-words.ts'
import { plainTextOf } from '../../messages/html-to-text.ts'
import { findMessage } from '../../messages/find-messages.ts'
import { listMessages } from '../../messages/list-messages.ts'
import { messageTrail } from '../../messages/message-trail.ts'
import { resendOn } from '../../messages/resend-on.ts'
import { retryReply } from '../../outbound/retry-reply.ts'
import { writeNote } from '../../outbound/write-note.ts'
import { writeReply } from '../../outbound/write-reply.ts'
import { agentOf } from '../caller.ts'
import type { RequestContext } from '../desk.ts'
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
  versions: route.versions.handler(async ({ input, context: { desk } }) => ({
    items: await formerWords(desk, input.id),
  })),
  edit: route.edit.handler(({ input, context }) => changed(context, input.id, { kind: 'edit', text: input.text })),
  retract: route.retract.handler(({ input, context }) => changed(context, input.id, { kind: 'retract' })),
  forgetChange: route.forgetChange.handler(async ({ input, context: { desk, caller } }) => {
    const messageId = rowIdOf(input.id, 'message')
    const forgotten = await forgetChange(desk, { messageId, agentId: agentOf(caller) })
    return forgotten.ok ? findMessage(desk, messageId, resendOn(desk)) : refuseWith(forgotten)
  }),
  fetchFile: route.fetchFile.handler(async ({ input, context: { desk } }) => {
    const asked = await retryFile(desk, rowIdOf(input.id, 'file'))
    return asked.ok ? findMessage(desk, asked.messageId, resendOn(desk)) : refuseWith(asked)
  }),
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
      replyTo: input.replyTo ? rowIdIn('replyTo', input.replyTo) : null,
      way: input.way,
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

async function changed({ desk, caller }: RequestContext, id: string, wanted: WantedChange): Promise<Message> {
  const messageId = rowIdOf(id, 'message')
  const requested = await requestChange(desk, { messageId, agentId: agentOf(caller), wanted })
  return requested.ok ? findMessage(desk, messageId, resendOn(desk)) : refuseWith(requested)
}

function textOf({ text, html }: { text?: string | undefined; html?: string | undefined }): string {
  if (text !== undefined && html !== undefined) throw invalid('html', 'Send either text or html, not both.')
  return text ?? plainTextOf(html ?? '')
}

/** The same file twice in one message is a slip of the finger. */
function attachmentIdsOf(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => rowIdIn('attachments', id)))]
}
