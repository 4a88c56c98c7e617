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
import { type FrameBatch, buildFrames, controlFrame, heartbeat } from './frames.ts'
import { listen } from './listen.ts'
import { newestEventId, readEvents } from './read-events.ts'
import { type StreamClient, openStreamClient } from './stream-client.ts'

const eventsChannel = 'cordboard_events'
const batchSize = 500
/** Beyond that a browser is quicker loading afresh. */
const mostMissed = 1_000
const heartbeatMs = 20_000

export interface EventFeed extends AsyncDisposable {
  /** `after`: the last event the browser has; `null` starts now. */
  open(subscription: {
    caller: Caller
    after: string | null
    conversationId: string | null
  }): ReadableStream<Uint8Array>
  clientCount(): number
}

export type FeedOptions = Prepares & { databaseUrl: string; resendOf: ResendOf; log: Log }

/** `batch` is `null` when nothing happened up to there. */
type Missed = { batch: FrameBatch | null; upTo: number }

export async function openEventFeed(options: FeedOptions): Promise<EventFeed> {
  const { db, log } = options
  const live = new Set<StreamClient>()
  /** Every client, those still catching up included. */
  const clients = new Set<StreamClient>()
  let position = Number(await newestEventId(db))
  let pumping: Promise<void> | null = null
  let woken = false
  const catchUps = new Map<string, Promise<Missed>>()

  function wake(): void {
    woken = true
    pumping ??= pump().finally(() => {
      pumping = null
      if (woken && !stopped.signal.aborted) setTimeout(wake, 1_000).unref()
    })
  }

  async function pump(): Promise<void> {
    try {
      while (woken) {
        woken = false
        const events = await readEvents(db, { after: String(position), limit: batchSize })
        const last = events.at(-1)
        if (!last) continue
        const watched = new Set([...live].map((client) => client.conversationId).filter((id) => id !== null))
        const batch = live.size > 0 ? await buildFrames(options, events, { watched, resendOf: options.resendOf }) : null
        position = Number(last.id)
        for (const client of live) if (batch && !client.write(batch.bytesFor(client.conversationId))) drop(client)
        woken ||= events.length === batchSize
      }
    } catch (error) {
      woken = true
      log.warn({ error }, 'event_feed_read_failed')
    }
  }

  function drop(client: StreamClient): void {
    client.end()
    live.delete(client)
    clients.delete(client)
  }

  /** Sends what was missed until nothing is missing, then goes live. */
  async function join(client: StreamClient, after: number): Promise<void> {
    let reached = after
    if (reached > position || position - reached > mostMissed) {
      client.write(controlFrame('resync', String(position)))
      reached = position
    }
    while (reached < position && !client.gone.aborted) {
      const missed = await readMissed(reached, client.conversationId)
      if (missed.batch && !client.write(missed.batch.bytesFor(client.conversationId))) return
      reached = missed.upTo
    }
    if (!client.gone.aborted) live.add(client)
  }

  /** After an outage hundreds come back at the same place: they share one reading. */
  function readMissed(after: number, conversationId: string | null): Promise<Missed> {
    const key = `${after} ${position} ${conversationId}`
    const upTo = position
    const reading = catchUps.get(key) ?? read().finally(() => catchUps.delete(key))
    catchUps.set(key, reading)
    return reading
    async function read(): Promise<Missed> {
      const events = await readEvents(db, { after: String(after), upTo: String(upTo), limit: batchSize })
      if (events.length === 0) return { batch: null, upTo }
      const watched = new Set(conversationId === null ? [] : [conversationId])
      const batch = await buildFrames(options, events, { watched, resendOf: options.resendOf })
      return { batch, upTo: events.length === batchSize ? Number(events.at(-1)?.id) : upTo }
    }
  }

  async function beat(): Promise<void> {
    for (const client of clients) if (!client.write(heartbeat)) drop(client)
    wake()
    for (const client of await endedCallers(db, [...clients])) drop(client)
  }

  const stopped = new AbortController()
  const listening = await listen({
    url: options.databaseUrl,
    channel: eventsChannel,
    onNotify: wake,
    onConnect: wake,
    log,
  })
  const beating = setInterval(() => {
    beat().catch((error: unknown) => log.warn({ error }, 'event_feed_beat_failed'))
  }, heartbeatMs)
  return {
    open({ caller, after, conversationId }) {
      const client = openStreamClient(caller, conversationId)
      clients.add(client)
      client.gone.addEventListener('abort', () => drop(client), { once: true })
      client.write(controlFrame('hello', after ?? String(position)))
      join(client, after === null ? position : Number(after)).catch((error: unknown) => {
        log.warn({ error }, 'event_feed_catch_up_failed')
        drop(client)
      })
      return client.stream
    },
    clientCount: () => clients.size,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      clearInterval(beating)
      for (const client of clients) drop(client)
      await listening[Symbol.asyncDispose]()
      await pumping
    },
  }
}
