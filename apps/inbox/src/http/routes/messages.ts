import { findMessage } from '../../messages/find-messages.ts'
import { listMessages } from '../../messages/list-messages.ts'
import { resendOn } from '../../messages/resend-on.ts'
import { procedures } from '../procedures.ts'
import { Refusal } from '../refusal.ts'

const route = procedures.messages

export const messageRoutes = {
  list: route.list.handler(({ input: { id, ...page }, context: { desk } }) =>
    listMessages(desk.db, id, { ...page, resendOf: resendOn(desk) }),
  ),
  get: route.get.handler(({ input, context: { desk } }) => findMessage(desk.db, input.id, resendOn(desk))),
  reply: route.reply.handler(() => notYet()),
  note: route.note.handler(() => notYet()),
  retry: route.retry.handler(() => notYet()),
}

function notYet(): never {
  throw new Refusal(501, 'not_yet', 'Writing is not built yet.')
}
