/** Reads a desk's event stream and remembers when each message was announced. */
import { nowMs } from './clock.ts'
import type { Desk } from './desk.ts'

type Frame = {
  event: { type: string; accountId: string | null; conversationId: string | null }
  conversation: { subject: string | null } | null
}

export type Seen = { type: string; accountId: string | null; subject: string | null; at: number }

export type EventWatch = { seen: Seen[]; firstOf(subject: string): Seen | undefined } & Disposable

/** Watches until disposed. `seen` grows; times are those of `nowMs`. */
export async function watchEvents(desk: Desk): Promise<EventWatch> {
  const stop = new AbortController()
  const seen: Seen[] = []
  const bySubject = new Map<string, Seen>()
  readFrames(await desk.events(stop.signal), (data) => {
    const { event, conversation } = JSON.parse(data) as Partial<Frame>
    if (!event) return
    const one = {
      type: event.type,
      accountId: event.accountId,
      subject: conversation?.subject ?? null,
      at: nowMs(),
    }
    seen.push(one)
    if (one.subject !== null && !bySubject.has(one.subject)) bySubject.set(one.subject, one)
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return { seen, firstOf: (subject) => bySubject.get(subject), [Symbol.dispose]: () => stop.abort() }
}

/** Hands over the data of each server-sent event until the stream ends. */
export async function readFrames(stream: ReadableStream<Uint8Array>, take: (data: string) => void): Promise<void> {
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
      if (data.trim() !== '') take(data)
    }
  }
}
