/**
 * The live log, for every browser connected to this process: one LISTEN connection, each batch of events read and enriched once,
 * its bytes handed to all. Whoever comes with a position first catches up from the log, then joins; nothing falls in between,
 * because joining happens in the same turn as the comparison of positions.
 */
import type { Log } from '@cordboard/core/channel/channel'
import type { Prepares } from '../db/prepared.ts'
import type { Caller } from '../http/caller.ts'
import type { ResendOf } from '../messages/message-row.ts'
import { endedCallers } from './ended-callers.ts'
import { buildFrames, controlFrame, heartbeat } from './frames.ts'
import { listen } from './listen.ts'
import { MissedEvents } from './missed-events.ts'
import { newestEventId, readEvents } from './read-events.ts'
import { type StreamClient, openStreamClient } from './stream-client.ts'

const eventsChannel = 'cordboard_events'
const batchSize = 500
/** Beyond that a browser is quicker loading afresh. */
const mostMissed = 1_000
const heartbeatMs = 20_000
const retryAfterMs = 1_000

export type FeedOptions = Prepares & { databaseUrl: string; resendOf: ResendOf; log: Log }

export type Subscription = {
  caller: Caller
  /** The last event the browser has; `null` starts now. */
  after: string | null
  /** Whose messages it wants in full. */
  conversationId: string | null
}

/** Resolves when it listens. */
export async function openEventFeed(options: FeedOptions): Promise<EventFeed> {
  const feed = new EventFeed(options, Number(await newestEventId(options.db)))
  await feed.start()
  return feed
}

export class EventFeed implements AsyncDisposable {
  readonly #options: FeedOptions
  readonly #missed: MissedEvents
  /** Every client; those still catching up are not live yet. */
  readonly #clients = new Set<StreamClient>()
  readonly #live = new Set<StreamClient>()
  readonly #running = new AsyncDisposableStack()
  /** The last event handed to the live clients. */
  #position: number
  #pumping: Promise<void> | null = null
  #woken = false
  #stopped = false

  constructor(options: FeedOptions, position: number) {
    this.#options = options
    this.#missed = new MissedEvents(options)
    this.#position = position
  }

  async start(): Promise<void> {
    const { databaseUrl: url, log } = this.#options
    const wake = () => this.#wake()
    this.#running.use(await listen({ url, channel: eventsChannel, onNotify: wake, onConnect: wake, log }))
    const beating = setInterval(() => {
      this.#beat().catch((error: unknown) => log.warn({ error }, 'event_feed_beat_failed'))
    }, heartbeatMs)
    this.#running.defer(() => clearInterval(beating))
  }

  open({ caller, after, conversationId }: Subscription): ReadableStream<Uint8Array> {
    const client = openStreamClient(caller, conversationId)
    this.#clients.add(client)
    client.gone.addEventListener('abort', () => this.#drop(client), { once: true })
    client.write(controlFrame('hello', after ?? String(this.#position)))
    this.#join(client, after === null ? this.#position : Number(after)).catch((error: unknown) => {
      this.#options.log.warn({ error }, 'event_feed_catch_up_failed')
      this.#drop(client)
    })
    return client.stream
  }

  clientCount(): number {
    return this.#clients.size
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    for (const client of this.#clients) this.#drop(client)
    await this.#running.disposeAsync()
    await this.#pumping
  }

  #wake(): void {
    this.#woken = true
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null
      if (this.#woken && !this.#stopped) setTimeout(() => this.#wake(), retryAfterMs).unref()
    })
  }

  async #pump(): Promise<void> {
    try {
      while (this.#woken && !this.#stopped) {
        this.#woken = false
        this.#woken = (await this.#handOut()) === batchSize || this.#woken
      }
    } catch (error) {
      this.#woken = true
      this.#options.log.warn({ error }, 'event_feed_read_failed')
    }
  }

  /** Resolves to how many events there were. */
  async #handOut(): Promise<number> {
    const events = await readEvents(this.#options.db, { after: String(this.#position), limit: batchSize })
    const last = events.at(-1)
    if (!last) return 0
    const watched = new Set([...this.#live].map((client) => client.conversationId).filter((id) => id !== null))
    const batch = this.#live.size > 0 ? await buildFrames(this.#options, events, watched) : null
    this.#position = Number(last.id)
    for (const client of this.#live) {
      if (batch && !client.write(batch.bytesFor(client.conversationId))) this.#drop(client)
    }
    return events.length
  }

  /** Sends what was missed until nothing is missing, then goes live. */
  async #join(client: StreamClient, after: number): Promise<void> {
    let reached = after
    if (reached > this.#position || this.#position - reached > mostMissed) {
      client.write(controlFrame('resync', String(this.#position)))
      reached = this.#position
    }
    while (reached < this.#position && !client.gone.aborted) {
      const { conversationId } = client
      const missed = await this.#missed.read({ after: reached, upTo: this.#position, conversationId })
      if (missed.batch && !client.write(missed.batch.bytesFor(conversationId))) return
      reached = missed.reached
    }
    if (!client.gone.aborted) this.#live.add(client)
  }

  #drop(client: StreamClient): void {
    client.end()
    this.#live.delete(client)
    this.#clients.delete(client)
  }

  async #beat(): Promise<void> {
    for (const client of this.#clients) if (!client.write(heartbeat)) this.#drop(client)
    this.#wake()
    for (const client of await endedCallers(this.#options.db, [...this.#clients])) this.#drop(client)
  }
}
