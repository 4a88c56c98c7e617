/** Reads a desk's event stream and remembers when each message was announced. */
import type { Desk } from './desk.ts'

type Frame = { event: { type: string; conversationId: string | null }; conversation: { subject: string | null } | null }

export type Seen = { type: string; subject: string | null; at: number }

/** Watches until disposed. `seen` grows; times are of `performance.now()`. */
export async function watchEvents(desk: Desk): Promise<{ seen: Seen[] } & Disposable> {
  const stop = new AbortController()
  const stream = await desk.events(stop.signal)
  const seen: Seen[] = []
  const read = async () => {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of stream) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = block
          .split('\n')
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5))
          .join('')
        if (data.trim() === '') continue
        const frame = JSON.parse(data) as Partial<Frame>
        if (frame.event)
          seen.push({ type: frame.event.type, subject: frame.conversation?.subject ?? null, at: performance.now() })
      }
    }
  }
  read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return { seen, [Symbol.dispose]: () => stop.abort() }
}
