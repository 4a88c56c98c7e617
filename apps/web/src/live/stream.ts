import type { StreamFrame } from '@cordboard/api-contract/events'
import { apiPrefix } from '../api/prefix.ts'

export type StreamListener = {
  onFrame: (frame: StreamFrame) => void
  /** Too much was missed: everything shown must be loaded afresh. */
  onResync: () => void
  onLive: (live: boolean) => void
}

const firstRetryMs = 1_000
const longestRetryMs = 30_000

/**
 * The server's events until the signal aborts. The browser itself resumes a cut stream with `Last-Event-ID`; where it gives up (an
 * error answer), this opens a new one after the last event seen.
 */
export function openStream(listener: StreamListener, options: { after: string | null; signal: AbortSignal }): void {
  const { signal } = options
  let lastId = options.after
  let failures = 0
  let current: EventSource | null = null

  function open(): void {
    if (signal.aborted) return
    current?.close()
    const source = new EventSource(
      `${apiPrefix}/events/stream${lastId === null ? '' : `?after=${encodeURIComponent(lastId)}`}`,
    )
    current = source
    source.addEventListener('open', () => {
      failures = 0
    })
    source.addEventListener('hello', (event: MessageEvent<string>) => {
      lastId ??= event.lastEventId
      // Only now is it settled where the stream begins: what is loaded from here on misses nothing.
      listener.onLive(true)
    })
    source.addEventListener('message', (event: MessageEvent<string>) => {
      if (event.lastEventId) lastId = event.lastEventId
      listener.onFrame(JSON.parse(event.data) as StreamFrame)
    })
    source.addEventListener('resync', (event: MessageEvent<string>) => {
      if (event.lastEventId) lastId = event.lastEventId
      listener.onResync()
    })
    source.addEventListener('error', () => {
      listener.onLive(false)
      if (source.readyState !== EventSource.CLOSED) return
      setTimeout(() => source === current && open(), Math.min(longestRetryMs, firstRetryMs * 2 ** failures++))
    })
  }

  open()
  signal.addEventListener('abort', () => current?.close(), { once: true })
  // A stream whose network went away says nothing for minutes; the browser knows at once.
  addEventListener('offline', () => listener.onLive(false), { signal })
  addEventListener('online', open, { signal })
}
