import { countConversations } from '../../conversations/count-conversations.ts'
import { findDraft, saveDraft } from '../../conversations/drafts.ts'
import { findConversation } from '../../conversations/find-conversations.ts'
import { listConversations } from '../../conversations/list-conversations.ts'
import { markRead } from '../../conversations/read-marks.ts'
import { replyForm } from '../../conversations/reply-form.ts'
import { updateConversation } from '../../conversations/update-conversation.ts'
import { announceTyping } from '../../errands/show-typing.ts'
import { startConversation } from '../../outbound/start-conversation.ts'
import { agentOf } from '../caller.ts'
import { procedures } from '../procedures.ts'
import { refuseWith } from '../refuse-with.ts'
import { agentNamed, requireAgent } from '../require-agent.ts'
import { rowIdIn, rowIdOf } from '../row-id.ts'

const route = procedures.conversations

export const conversationRoutes = {
  list: route.list.handler(({ input, context: { desk, caller } }) =>
    listConversations(desk, { ...input, assignee: agentNamed(input.assignee, caller) }, { readerId: agentOf(caller) }),
  ),
  counts: route.counts.handler(({ context: { desk, caller } }) =>
    countConversations(desk, { readerId: agentOf(caller) }),
  ),
  get: route.get.handler(({ input, context: { desk, caller } }) =>
    findConversation(desk, input.id, { readerId: agentOf(caller) }),
  ),
  start: route.start.handler(async ({ input, context: { desk, caller } }) => {
    const started = await startConversation(desk, {
      accountId: rowIdIn('account', input.account),
      agentId: agentOf(caller),
      to: input.to,
      subject: input.subject || null,
      text: input.text,
      cc: input.cc,
      bcc: input.bcc,
      clientId: input.clientId ?? null,
    })
    if (!started.ok) return refuseWith(started)
    return findConversation(desk, started.conversationId, { readerId: agentOf(caller) })
  }),
  update: route.update.handler(async ({ input, context: { desk, caller } }) => {
    const { id, ...change } = { ...input, assignee: agentNamed(input.assignee, caller) }
    await updateConversation(desk.db, id, { change, actorAgentId: agentOf(caller) })
    return findConversation(desk, id, { readerId: agentOf(caller) })
  }),
  replyForm: route.replyForm.handler(({ input, context: { desk, caller } }) =>
    replyForm(desk, input.id, agentOf(caller)),
  ),
  markRead: route.markRead.handler(({ input, context: { desk, caller } }) =>
    markRead(desk.db, input.id, { agentId: requireAgent(caller), lastReadMessageId: input.lastReadMessageId }),
  ),
  typing: route.typing.handler(({ input, context: { desk } }) =>
    announceTyping(desk, rowIdOf(input.id, 'conversation')),
  ),
  getDraft: route.getDraft.handler(({ input, context: { desk, caller } }) =>
    findDraft(desk.db, input.id, requireAgent(caller)),
  ),
  saveDraft: route.saveDraft.handler(({ input: { id, ...draft }, context: { desk, caller } }) =>
    saveDraft(desk.db, id, { agentId: requireAgent(caller), draft }),
  ),
}
