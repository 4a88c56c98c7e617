/** Where the two ends of the demo's line meet: whoever receives, and the customers who live in this process. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { customerHears } from './customers.ts'
import { LineTrouble } from './errors.ts'
import type { Words } from './raw.ts'
import { say } from './sentences.ts'

/** A reply as a customer gets it: files read. */
export type HandedReply = Pick<OutboundMessage, 'id' | 'envelope' | 'body'> & {
  files: readonly { fileName: string; mediaType: string; bytes: Uint8Array }[]
}

/** The receiving end of a line. */
export type Reader = {
  /** Resolves when it is durable that the customer will say this after so many milliseconds. The same id is said once. */
  expect(words: Words, afterMs: number): Promise<void>
}

export interface Plug extends Disposable {
  /** Aborts when the line is lost. */
  lost: AbortSignal
}

/** Every method throws `LineTrouble` when the line is certain not to have done what it was asked. */
export interface Exchange {
  /** One reader a line: a new one takes the place of the one before. */
  plugIn(line: string, reader: Reader): Plug
  /** Resolves when the customer has the reply, and what they will say to it is durable. */
  handOver(line: string, reply: HandedReply, signal: AbortSignal): Promise<void>
  /** Resolves when a reply could be handed over now. */
  reach(line: string): Promise<void>
}

export function openExchange(): Exchange {
  const readers = new Map<string, Reader>()

  function readerOf(line: string): Reader {
    const reader = readers.get(line)
    if (!reader) throw new LineTrouble('transient', say('elsewhere'))
    return reader
  }

  return {
    plugIn(line, reader) {
      readers.set(line, reader)
      return {
        lost: new AbortController().signal,
        [Symbol.dispose]: () => void (readers.get(line) === reader && readers.delete(line)),
      }
    },
    async handOver(line, reply) {
      const reader = readerOf(line)
      const answer = customerHears(reply)
      if (answer) await reader.expect(answer.words, answer.afterMs)
    },
    async reach(line) {
      readerOf(line)
    },
  }
}
