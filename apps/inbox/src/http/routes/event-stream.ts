import type { Handler } from '../guard.ts'
import { invalid } from '../refusal.ts'
import { isRowId } from '../row-id.ts'

/** The live log as server-sent events. `Last-Event-ID` or `?after=` resumes; `?conversation=` adds that one's messages. */
export const streamEvents: Handler = ({ desk, caller, request }) => {
  const query = new URL(request.url).searchParams
  const after = request.headers.get('last-event-id') ?? query.get('after')
  const conversationId = query.get('conversation')
  if (after !== null && !/^\d{1,15}$/.test(after)) throw invalid('after', 'after must be the id of an event.')
  if (conversationId !== null && !isRowId(conversationId)) throw invalid('conversation', 'conversation must be an id.')
  return new Response(desk.feed.open({ caller, after, conversationId }), {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies that gather answers before passing them on would hold events back.
      'X-Accel-Buffering': 'no',
    },
  })
}
