import type { Prepares } from '../db/prepared.ts'
import type { ResendOf } from '../messages/message-row.ts'
import { type FrameBatch, buildFrames } from './frames.ts'
import { readEvents } from './read-events.ts'

const batchSize = 500

/** `batch` is `null` when nothing happened up to there. */
export type Missed = { batch: FrameBatch | null; reached: number }

type Range = { after: number; upTo: number; conversationId: string | null }

/** Reads what browsers slept through. After an outage hundreds come back at the same place: they share one reading. */
export class MissedEvents {
  readonly #options: Prepares & { resendOf: ResendOf }
  readonly #readings = new Map<string, Promise<Missed>>()

  constructor(options: Prepares & { resendOf: ResendOf }) {
    this.#options = options
  }

  read(range: Range): Promise<Missed> {
    const key = `${range.after} ${range.upTo} ${range.conversationId}`
    const reading = this.#readings.get(key) ?? this.#readNow(range).finally(() => this.#readings.delete(key))
    this.#readings.set(key, reading)
    return reading
  }

  async #readNow({ after, upTo, conversationId }: Range): Promise<Missed> {
    const events = await readEvents(this.#options.db, { after: String(after), upTo: String(upTo), limit: batchSize })
    const last = events.at(-1)
    if (!last) return { batch: null, reached: upTo }
    const batch = await buildFrames(this.#options, events, new Set(conversationId === null ? [] : [conversationId]))
    return { batch, reached: events.length === batchSize ? Number(last.id) : upTo }
  }
}
