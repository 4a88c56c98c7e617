import type { RequestContext } from './desk.ts'

type Work = (say: (event: string, data: unknown) => void, signal: AbortSignal) => Promise<void>

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
}

/** Answers with server-sent events for as long as `work` says something. Its signal aborts when the caller goes or after `limitMs`. */
export function eventAnswer({ request }: RequestContext, { limitMs, work }: { limitMs: number; work: Work }): Response {
  const encoder = new TextEncoder()
  const gone = new AbortController()
  const signal = AbortSignal.any([request.signal, gone.signal, AbortSignal.timeout(limitMs)])
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      await work((event, data) => {
        if (!gone.signal.aborted)
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
      }, signal)
      if (!gone.signal.aborted) controller.close()
    },
    cancel: () => gone.abort(),
  })
  return new Response(body, { headers })
}
