/** The inside of the thread that reads heavy messages. */
import { parentPort, workerData } from 'node:worker_threads'
import type { InboundEvent } from '@cordboard/core/message'
import type { AnyChannel } from '../context.ts'
import { giveBackMemory } from '../give-back-memory.ts'
import type { ApartAnswer, ApartRequest } from './normalise-apart.ts'
import { ownBuffers } from './own-buffers.ts'

const { channelsModule } = workerData as { channelsModule: string }
const { channels } = (await import(channelsModule)) as { channels: readonly AnyChannel[] }

parentPort?.on('message', (request: ApartRequest) => {
  read(request).then(
    (answer) => reply(request, answer),
    (error: unknown) => reply(request, { error: String(error) }),
  )
})

// The first message says that the channels are loaded.
parentPort?.postMessage({ events: [] } satisfies ApartAnswer)

async function read({ channel: id, raw, self }: ApartRequest): Promise<ApartAnswer> {
  const channel = channels.find((candidate) => candidate.id === id)
  if (!channel) return { error: `The channel ${id} is not installed.` }
  return { events: await channel.normalise(raw, self) }
}

/** The bytes that were lent go back, and those of the files with them. */
function reply({ raw: { bytes } }: ApartRequest, answer: ApartAnswer): void {
  const files = 'events' in answer ? answer.events.flatMap(filesOf) : []
  const { byteLength } = bytes
  parentPort?.postMessage({ ...answer, bytes }, ownBuffers([bytes, ...files]))
  giveBackMemory(byteLength)
}

function filesOf(event: InboundEvent): Uint8Array[] {
  if (event.kind === 'unreadable') return []
  const message = 'otherwise' in event ? event.otherwise : event
  return message.attachments.map(({ content }) => content)
}
