/** A channel whose provider lives in this process: it keeps what it took and answers as scripted. */
import { once } from 'node:events'
import type { ChannelConnection, OutboundMessage, RefusedRecipient } from '@cordboard/core/channel/channel'
import type { AnyChannel } from '../../src/context.ts'
import { fakeChannel } from './fake-channel.ts'

export type Answer = (message: OutboundMessage, signal: AbortSignal) => Promise<void> | void

export type ScriptedProvider = {
  channel: AnyChannel
  /** Every message that reached the provider, in order, answered or not. */
  taken: OutboundMessage[]
  /** What happens to the next hand-overs, one each; then all are taken. */
  script: Answer[]
  /** What `findSent` tells. */
  sentFolder: Set<string>
  /** Ids of messages with these words, as its list shows them. */
  alike: Map<string, readonly string[]>
  /** About these replies `findSent` gives no answer until it is stopped. */
  silentAbout: Set<string>
  /** Whom it refuses in the next message it takes. */
  refuses: RefusedRecipient[]
  /** What it says all files of one message may have. */
  maxFileBytes: number | null
  /** Ids of the messages copies were filed of. */
  copies: string[]
  /** Why no copy can be filed, or that nobody answers who is asked to. */
  copyFault: Error | 'silence' | null
  connections: number
}

/** An answer that throws before the provider takes the message is a refusal; one after, a lost answer. */
export function scriptedProvider(resend: 'may_duplicate' | 'deduplicated' = 'may_duplicate'): ScriptedProvider {
  const provider: ScriptedProvider = {
    channel: fakeChannel,
    taken: [],
    script: [],
    sentFolder: new Set(),
    alike: new Map(),
    silentAbout: new Set(),
    refuses: [],
    maxFileBytes: null,
    copies: [],
    copyFault: null,
    connections: 0,
  }
  const connection: ChannelConnection = {
    async send(message, signal) {
      await provider.script.shift()?.(message, signal)
      provider.taken.push(message)
      return {
        externalIds: [`provider-${message.id}`],
        refused: provider.refuses.splice(0),
        maxFileBytes: provider.maxFileBytes,
      }
    },
    verify: () => Promise.resolve({ steps: [] }),
    async findSent(message, signal, isTaken) {
      if (provider.silentAbout.has(message.id)) await once(signal, 'abort')
      if (provider.sentFolder.has(message.id)) return message.envelope.externalId
      for (const id of provider.alike.get(message.body.text) ?? []) if (!(await isTaken?.(id))) return id
      return null
    },
    async keepSent(messages, onKept, signal) {
      for (const { id } of messages) {
        if (provider.copyFault === 'silence') await once(signal, 'abort')
        signal.throwIfAborted()
        if (provider.copyFault instanceof Error) throw provider.copyFault
        provider.copies.push(id)
        await onKept(id)
      }
    },
    [Symbol.asyncDispose]: async () => void (provider.connections -= 1),
  }
  provider.channel = {
    ...fakeChannel,
    capabilities: { ...fakeChannel.capabilities, resend },
    recipient: (typed) => (typed.includes('@') ? { key: typed.toLowerCase(), address: typed } : null),
    connect: () => {
      provider.connections += 1
      return Promise.resolve(connection)
    },
  }
  return provider
}
