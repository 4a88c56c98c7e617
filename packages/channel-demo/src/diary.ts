/**
 * What customers are about to say. It is kept in the account's cursor, so that a process that stops between a reply and its answer
 * loses nothing; and what is said leaves it in the transaction that stores it.
 */
import type { ChannelHost, Cursor } from '@cordboard/core/channel/channel'
import { z } from 'zod'
import { rawOf, type Words, wordsSchema } from './raw.ts'
import type { DemoSettings } from './settings.ts'

const cursorSchema = z.object({ planned: z.array(z.object({ dueAt: z.iso.datetime(), words: wordsSchema })) })
type Planned = z.output<typeof cursorSchema>['planned'][number]

type Host = Pick<ChannelHost<DemoSettings>, 'accept' | 'loadCursor'>

/** The cursor of a line on which nobody is about to say anything. */
export const emptyCursor: Cursor = { planned: [] }

export async function openDiary(host: Host): Promise<Diary> {
  const cursor = await host.loadCursor()
  return new Diary(host, cursor === null ? [] : cursorSchema.parse(cursor).planned)
}

export class Diary {
  readonly #host: Host
  #planned: readonly Planned[]
  /** One write after the other: each cursor is made from the one before. */
  #last: Promise<void> = Promise.resolve()
  /** After a failed write it is not known which cursor is stored: whoever comes next reads it again. */
  #broken: { cause: unknown } | null = null
  #noticed = Promise.withResolvers<void>()

  constructor(host: Host, planned: readonly Planned[]) {
    this.#host = host
    this.#planned = planned
  }

  /** Durable when it resolves. */
  plan(words: Words, afterMs: number): Promise<void> {
    const dueAt = new Date(Date.now() + afterMs).toISOString()
    return this.#write(async () => {
      if (this.#planned.some((known) => known.words.id === words.id)) return
      await this.#store([], [...this.#planned, { dueAt, words }])
    })
  }

  /** Hands what is due to the ledger. */
  sayDue(): Promise<void> {
    return this.#write(async () => {
      const now = new Date()
      const due = this.#planned.filter((planned) => isDue(planned, now))
      if (due.length > 0)
        await this.#store(
          due,
          this.#planned.filter((planned) => !isDue(planned, now)),
        )
    })
  }

  /** Resolves when something is due, was planned or has failed, when `signal` aborts, or after `mostMs`. */
  async wait(signal: AbortSignal, mostMs: number): Promise<void> {
    if (signal.aborted || this.#broken) return
    const dueInMs = this.#planned.map(({ dueAt }) => Date.parse(dueAt) - Date.now())
    const ended = Promise.withResolvers<void>()
    const timer = setTimeout(ended.resolve, Math.max(0, Math.min(mostMs, ...dueInMs)))
    signal.addEventListener('abort', () => ended.resolve(), { once: true })
    await Promise.race([ended.promise, this.#noticed.promise])
    clearTimeout(timer)
  }

  async #store(said: readonly Planned[], planned: readonly Planned[]): Promise<void> {
    const now = new Date()
    await this.#host.accept(
      said.map(({ words }) => rawOf(words, now)),
      { planned },
    )
    this.#planned = planned
  }

  #write(work: () => Promise<void>): Promise<void> {
    const written = this.#last.then(async () => {
      if (this.#broken) throw this.#broken.cause
      try {
        await work()
      } catch (cause) {
        this.#broken = { cause }
        throw cause
      } finally {
        this.#noticed.resolve()
        this.#noticed = Promise.withResolvers()
      }
    })
    this.#last = written.catch(() => undefined)
    return written
  }
}

function isDue({ dueAt }: Planned, now: Date): boolean {
  return Date.parse(dueAt) <= now.getTime()
}
