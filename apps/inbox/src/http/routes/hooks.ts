import type { Handler } from '../guard.ts'
import { notFound } from '../refusal.ts'
import { rowIdOf } from '../row-id.ts'

/**
 * `POST /hooks/{channel}/{accountId}`, and `GET` for providers that ask first whether somebody is there: the connection proves who calls;
 * nothing is read before that.
 */
export const answerHook: Handler = async ({ desk, request }, { channel = '', accountId = '' }) => {
  const connection = await desk.hooks.find(channel, rowIdOf(accountId, 'hook'))
  if (!connection?.handleWebhook) throw notFound('hook')
  return connection.handleWebhook(request)
}
