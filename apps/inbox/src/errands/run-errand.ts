/** What there is to do at a provider besides sending. An errand is only a doorbell: the rows decide, and the sweep rings for what is left. */
import type { Errand } from '@cordboard/queue/jobs'
import type { Context } from '../context.ts'
import type { SendingConnections } from '../outbound/sending-connections.ts'
import { fetchFiles } from './fetch-files.ts'
import { makeChange } from './make-change.ts'
import { showTyping } from './show-typing.ts'

export async function runErrand(
  ctx: Context,
  connections: SendingConnections,
  errand: Errand,
  signals: { signal: AbortSignal; closing: AbortSignal },
): Promise<void> {
  switch (errand.what) {
    case 'fetch':
      return fetchFiles(ctx, connections, errand.id, signals)
    case 'change':
      return makeChange(ctx, connections, errand.id, signals.signal)
    case 'typing':
      return showTyping(ctx, connections, errand, signals.signal)
  }
}
