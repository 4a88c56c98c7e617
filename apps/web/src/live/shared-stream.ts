/**
 * One event stream for all tabs of this browser, because a browser opens only six connections to an origin. The tab that holds the
 * lock reads the stream and repeats it to the others; when it closes, the next tab takes over after the last event it has seen.
 */
import type { StreamFrame } from '@cordboard/api-contract/events'
import { openStream, type StreamListener } from './stream.ts'

type Heard =
  | { kind: 'frame'; frame: StreamFrame }
  | { kind: 'resync' }
  | { kind: 'live'; live: boolean }
  | { kind: 'who' }

/** `scope` keeps two agents who share a browser apart. */
export function followEvents(scope: string, listener: StreamListener, signal: AbortSignal): void {
  if (!('locks' in navigator)) return openStream(listener, { after: null, signal })
  const name = `cordboard-events-${scope}`
  const channel = new BroadcastChannel(name)
  let lastId: string | null = null
  let leads = false
  let live = false

  const own: StreamListener = {
    onFrame: (frame) => {
      lastId = frame.event.id
      listener.onFrame(frame)
    },
    onResync: () => listener.onResync(),
    onLive: (now) => {
      live = now
      listener.onLive(now)
    },
  }
  function tell(heard: Heard): void {
    channel.postMessage(heard)
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
    if (data.kind === 'frame') own.onFrame(data.frame)
    if (data.kind === 'resync') own.onResync()
    if (data.kind === 'live') own.onLive(data.live)
    if (data.kind === 'who' && leads) tell({ kind: 'live', live })
  })
  tell({ kind: 'who' })

  const leading: StreamListener = {
    onFrame: (frame) => (own.onFrame(frame), tell({ kind: 'frame', frame })),
    onResync: () => (own.onResync(), tell({ kind: 'resync' })),
    onLive: (now) => (own.onLive(now), tell({ kind: 'live', live: now })),
  }
  signal.addEventListener('abort', () => channel.close(), { once: true })
  navigator.locks
    .request(name, { signal }, async () => {
      leads = true
      openStream(leading, { after: lastId, signal })
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
}
