/** Reading heavy messages in threads with limits: one that takes too long or too much is given up, and its thread with it. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent } from '@cordboard/core/message'
import type { AnyChannel } from '../context.ts'
import { say } from '../sentences.ts'
import { createFairTurns } from './fair-turns.ts'
import { NormaliseFailed } from './normalise.ts'
import { ownBuffers } from './own-buffers.ts'

export type ApartRequest = { channel: string; raw: RawMessage; self: OwnIdentities }
/** `bytes`: those of the request, come back. */
export type ApartAnswer = ({ events: readonly InboundEvent[] } | { error: string }) & { bytes?: Uint8Array }

/** `lane`: whose message it is. One that sends many heavy ones waits for itself, not the others for it. */
export type NormaliseApart = (
  channel: AnyChannel,
  raw: RawMessage,
  self: OwnIdentities,
  lane: string,
) => Promise<readonly InboundEvent[]>

export interface ApartReader extends AsyncDisposable {
  normalise: NormaliseApart
  /** Has a thread ready before the first heavy message comes; does nothing where there is one. */
  warm(): void
}

export type ApartLimits = { limitMs: number; memoryMegabytes: number; threads?: number }

const usualLimits: ApartLimits = { limitMs: 5_000, memoryMegabytes: 512 }
/** Two, so that one lane's flood leaves one free; more than four would only take memory from the rest. */
const usualThreads = Math.min(4, Math.max(2, availableParallelism()))
/** Short-lived garbage of a thread; left to itself it grows to many times a message's size. */
const youngMegabytes = 16
/** Loading the channels is not the message's time. */
const startLimitMs = 20_000

type Threads = AsyncDisposable & { take(): Worker | Promise<Worker>; giveBack(thread: Worker): void; warm(): void }

/** Each started when it is asked for and none is free. */
function openThreads(channelsModule: URL, limits: ApartLimits): Threads {
  const all = new Set<Worker>()
  const free: Worker[] = []
  let warming: Promise<Worker> | null = null

  async function start(): Promise<Worker> {
    const started = new Worker(new URL('./normalise-thread.ts', import.meta.url), {
      workerData: { channelsModule: channelsModule.href },
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
    })
    all.add(started)
    started.on('error', () => undefined)
    started.once('exit', () => {
      all.delete(started)
      const at = free.indexOf(started)
      if (at >= 0) free.splice(at, 1)
    })
    started.unref()
    if ((await nextMessage(started, startLimitMs)) !== null) return started
    await started.terminate()
    throw new Error('The thread for heavy messages did not start.')
  }

  function warm(): void {
    if (warming !== null || all.size > 0) return
    const started = start()
    warming = started
    keep(started).catch(() => undefined)
  }

  /** Whoever took it meanwhile gives it back. */
  async function keep(started: Promise<Worker>): Promise<void> {
    try {
      const thread = await started
      if (warming === started) free.push(thread)
    } finally {
      if (warming === started) warming = null
    }
  }

  function take(): Worker | Promise<Worker> {
    const idle = free.pop()
    if (idle) return idle
    const soon = warming
    warming = null
    return soon ?? start()
  }

  return {
    take,
    giveBack: (thread) => void free.push(thread),
    warm,
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map((thread) => thread.terminate()))
    },
  }
}

/** A few threads for the process, each started when a heavy message finds none free. Lanes take turns. */
export function openApartReader(channelsModule: URL, limits: ApartLimits = usualLimits): ApartReader {
  const turns = createFairTurns(limits.threads ?? usualThreads)
  const threads = openThreads(channelsModule, limits)

  async function read(request: ApartRequest): Promise<readonly InboundEvent[]> {
    const reader = await threads.take()
    const answered = nextMessage(reader, limits.limitMs)
    // Where nothing else lies in their memory they change hands and come back: a copy would be a second and a third time their size.
    reader.postMessage(request, ownBuffers([request.raw.bytes]))
    const answer = await answered
    if (answer?.bytes) request.raw.bytes = answer.bytes
    if (answer === null) {
      await reader.terminate()
      throw new NormaliseFailed(say('unreadable_too_heavy'))
    }
    threads.giveBack(reader)
    if ('error' in answer) throw new NormaliseFailed(say('unreadable'), { cause: answer.error })
    return answer.events
  }

  return {
    warm: threads.warm,
    normalise: (channel, raw, self, lane) => turns.take(lane, () => read({ channel: channel.id, raw, self })),
    [Symbol.asyncDispose]: () => threads[Symbol.asyncDispose](),
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
