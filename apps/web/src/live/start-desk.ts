import type { StreamFrame } from '@cordboard/api-contract/events'
import { queryClient } from '../api/query-client.ts'
import { setLive } from '../state/connection.ts'
import { startOutbox } from '../outbox/run-outbox.ts'
import { applyFrames, loadAfresh } from './apply-frames.ts'
import { followEvents } from './shared-stream.ts'

let running: { agentId: string; stop: AbortController } | null = null

/** Starts what runs as long as an agent has the desk open: events in, waiting replies out. Calling it again does nothing. */
export function startDesk(agentId: string): void {
  if (running?.agentId === agentId) return
  stopDesk()
  const stop = new AbortController()
  running = { agentId, stop }
  let waiting: StreamFrame[] = []
  let wasLive = false
  followEvents(
    agentId,
    {
      onFrame: (frame) => {
        waiting.push(frame)
        if (waiting.length > 1) return
        soon(() => {
          const frames = waiting
          waiting = []
          applyFrames(frames)
        })
      },
      onResync: loadAfresh,
      onLive: (live) => {
        setLive(live)
        // What happened between the first load and the first opening is in no event this page gets.
        if (live && !wasLive)
          for (const name of ['list', 'counts']) void queryClient.invalidateQueries({ queryKey: [name] })
        wasLive ||= live
      },
    },
    stop.signal,
  )
  startOutbox(agentId, stop.signal)
}

/** On sign-out: nothing of this agent goes on. */
export function stopDesk(): void {
  running?.stop.abort()
  running = null
}

/** With the next painting; a tab that is not painted keeps itself current all the same. */
function soon(run: () => void): void {
  const frame = requestAnimationFrame(finish)
  const timer = setTimeout(finish, 100)
  function finish(): void {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    run()
  }
}
