/** Reading heavy messages in a worker thread with limits: one that takes too long or too much is given up, and the thread with it. */
import { Worker } from 'node:worker_threads'
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent } from '@cordboard/core/message'
import { say } from '../sentences.ts'
import { type Normalise, NormaliseFailed } from './normalise.ts'

export type ApartRequest = { channel: string; raw: RawMessage; self: OwnIdentities }
export type ApartAnswer = { events: readonly InboundEvent[] } | { error: string }

export interface ApartReader extends AsyncDisposable {
  normalise: Normalise
}

export type ApartLimits = { limitMs: number; memoryMegabytes: number }

const usualLimits: ApartLimits = { limitMs: 5_000, memoryMegabytes: 512 }
/** Loading the channels is not the message's time. */
const startLimitMs = 20_000

/** One thread for the process, started with the first heavy message. Messages take turns. */
export function openApartReader(channelsModule: URL, limits: ApartLimits = usualLimits): ApartReader {
  let thread: Worker | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function start(): Promise<Worker> {
    const started = new Worker(new URL('./normalise-thread.ts', import.meta.url), {
      workerData: { channelsModule: channelsModule.href },
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMegabytes },
    })
    started.on('error', () => undefined)
    started.once('exit', () => {
      if (thread === started) thread = undefined
    })
    started.unref()
    if ((await nextMessage(started, startLimitMs)) !== null) return started
    await started.terminate()
    throw new Error('The thread for heavy messages did not start.')
  }

  async function read(request: ApartRequest): Promise<readonly InboundEvent[]> {
    const reader = (thread ??= await start())
    const answered = nextMessage(reader, limits.limitMs)
    // Copied, not transferred: small bytes lie in a pool that others use as well.
    reader.postMessage(request)
    const answer = await answered
    if (answer === null) {
      thread = undefined
      await reader.terminate()
      throw new NormaliseFailed(say('unreadable_too_heavy'))
    }
    if ('error' in answer) throw new NormaliseFailed(say('unreadable'), { cause: answer.error })
    return answer.events
  }

  return {
    normalise(channel, raw, self) {
      const turn = last.then(() => read({ channel: channel.id, raw, self }))
      last = turn.catch(() => undefined)
      return turn
    },
    async [Symbol.asyncDispose]() {
      await thread?.terminate()
    },
  }
}

/** `null` when the thread did not answer in time or died. */
function nextMessage(thread: Worker, limitMs: number): Promise<ApartAnswer | null> {
  return new Promise((resolve) => {
    const settle = (answer: ApartAnswer | null) => {
      clearTimeout(timer)
      thread.off('message', settle).off('exit', gone)
      resolve(answer)
    }
    const gone = () => settle(null)
    const timer = setTimeout(gone, limitMs)
    thread.on('message', settle).on('exit', gone)
  })
}
