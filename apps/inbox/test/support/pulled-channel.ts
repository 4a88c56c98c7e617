/** A channel whose provider lives in this process and hands out numbered messages; the position is the number of the next one. */
import { ChannelError } from '@cordboard/core/channel/error'
import type { AnyChannel } from '../../src/context.ts'
import { fakeChannel } from './fake-channel.ts'

export type PulledProvider = {
  channel: AnyChannel
  /** What the provider holds, oldest first. */
  messages: string[]
  say(text: string): void
  /** What the next dials throw, one each. */
  failures: ChannelError[]
  dials: { address: string }[]
  /** Lines open now. */
  lines: number
  /** Called between reading a batch and accepting it. */
  beforeAccept: () => Promise<void> | void
}

export function pulledProvider(): PulledProvider {
  const waiting = new Set<() => void>()
  const provider: PulledProvider = {
    channel: fakeChannel,
    messages: [],
    say(text) {
      provider.messages.push(text)
      for (const wake of waiting) wake()
    },
    failures: [],
    dials: [],
    lines: 0,
    beforeAccept: () => undefined,
  }
  provider.channel = {
    ...fakeChannel,
    connect(settings, host) {
      provider.dials.push(settings as { address: string })
      const failure = provider.failures.shift()
      if (failure) return Promise.reject(failure)
      provider.lines += 1
      return Promise.resolve({
        async receive(signal: AbortSignal) {
          let next = Number((await host.loadCursor())?.['next'] ?? 0)
          for (;;) {
            const batch = provider.messages.slice(next).map((text, index) => ({
              bytes: Buffer.from(text),
              mediaType: 'text/plain',
              key: String(next + index),
              receivedAt: new Date(),
            }))
            if (batch.length > 0) {
              await provider.beforeAccept()
              await host.accept(batch, { next: next + batch.length })
              next += batch.length
            }
            host.reportState({ state: 'connected', detail: '', nextAction: 'none', progress: null })
            if (signal.aborted) return
            if (provider.messages.length > next) continue
            await new Promise<void>((resolve) => {
              waiting.add(resolve)
              signal.addEventListener('abort', () => resolve(), { once: true })
            })
          }
        },
        send: () => Promise.reject(new ChannelError('permanent', 'This channel only receives.')),
        verify: () => Promise.resolve({ steps: [] }),
        [Symbol.asyncDispose]: () => {
          provider.lines -= 1
          return Promise.resolve()
        },
      })
    },
  }
  return provider
}
