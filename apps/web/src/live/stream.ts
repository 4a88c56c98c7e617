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
  let lastId = options.after
  let failures = 0

  function open(): void {
    if (options.signal.aborted) return
    const source = new EventSource(
      `${apiPrefix}/events/stream${lastId === null ? '' : `?after=${encodeURIComponent(lastId)}`}`,
    )
    const close = () => source.close()
    options.signal.addEventListener('abort', close, { once: true })
    source.addEventListener('open', () => {
      failures = 0
      listener.onLive(true)
    })
    source.addEventListener('hello', (event: MessageEvent<string>) => {
      lastId ??= event.lastEventId
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
      options.signal.removeEventListener('abort', close)
      setTimeout(open, Math.min(longestRetryMs, firstRetryMs * 2 ** failures++))
    })
  }

  open()
}
