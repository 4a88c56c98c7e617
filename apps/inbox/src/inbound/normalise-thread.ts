/** The inside of the thread that reads heavy messages. */
import { parentPort, workerData } from 'node:worker_threads'
import type { InboundEvent } from '@cordboard/core/message'
import type { AnyChannel } from '../context.ts'
import type { ApartAnswer, ApartRequest } from './normalise-apart.ts'

const { channelsModule } = workerData as { channelsModule: string }
const { channels } = (await import(channelsModule)) as { channels: readonly AnyChannel[] }

parentPort?.on('message', (request: ApartRequest) => {
  read(request).then(
    (answer) => parentPort?.postMessage(answer, 'events' in answer ? ownBuffers(answer.events) : []),
    (error: unknown) => parentPort?.postMessage({ error: String(error) } satisfies ApartAnswer),
  )
})

// The first message says that the channels are loaded.
parentPort?.postMessage({ events: [] } satisfies ApartAnswer)

async function read({ channel: id, raw, self }: ApartRequest): Promise<ApartAnswer> {
  const channel = channels.find((candidate) => candidate.id === id)
  if (!channel) return { error: `The channel ${id} is not installed.` }
  return { events: await channel.normalise(raw, self) }
}

/** The files' bytes change hands instead of being copied, where nothing else lies in the same memory. */
function ownBuffers(events: readonly InboundEvent[]): ArrayBuffer[] {
  const files = events.flatMap((event) => {
    if (event.kind === 'unreadable') return []
    return 'otherwise' in event ? event.otherwise.attachments : event.attachments
  })
  const buffers = files
    .filter(({ content }) => content.byteLength === content.buffer.byteLength)
    .map(({ content }) => content.buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}
