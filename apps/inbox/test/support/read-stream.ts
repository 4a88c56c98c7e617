import type { StreamFrame } from '@cordboard/api-contract/events'

export type SseFrame = { id: string; event: string; data: unknown }

/** Reads server-sent events as a browser does. Comments are passed over. */
export async function* readStream(response: Response): AsyncGenerator<SseFrame, void, void> {
  const decoder = new TextDecoder()
  let buffer = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    buffer += decoder.decode(chunk, { stream: true })
    const blocks = buffer.split('\n\n')
    buffer = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n').map((line) => /^(\w+): (.*)$/s.exec(line))
      const field = (name: string) => lines.find((match) => match?.[1] === name)?.[2] ?? ''
      if (field('data') === '') continue
      yield { id: field('id'), event: field('event') || 'message', data: JSON.parse(field('data')) }
    }
  }
}

export function frameOf({ data }: SseFrame): StreamFrame {
  return data as StreamFrame
}
