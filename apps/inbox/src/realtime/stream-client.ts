/** One browser's open stream. What it does not read is not hoarded: a client too slow is let go, and resumes from the log. */
import type { Caller } from '../http/caller.ts'

const mostUnreadBytes = 1_000_000

export type StreamClient = {
  caller: Caller
  /** The conversation whose messages it wants in full. */
  conversationId: string | null
  stream: ReadableStream<Uint8Array>
  /** False when the client is gone or was just let go. */
  write(bytes: Uint8Array): boolean
  end(): void
  gone: AbortSignal
}

export function openStreamClient(caller: Caller, conversationId: string | null): StreamClient {
  const gone = new AbortController()
  let output: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        output = controller
      },
      cancel() {
        gone.abort()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostUnreadBytes }),
  )
  function end(): void {
    if (gone.signal.aborted) return
    gone.abort()
    output?.close()
  }
  function write(bytes: Uint8Array): boolean {
    if (gone.signal.aborted || !output) return false
    output.enqueue(bytes)
    if ((output.desiredSize ?? 0) > 0) return true
    end()
    return false
  }
  return { caller, conversationId, stream, write, end, gone: gone.signal }
}
