/** What the next calls of a method meet instead of the usual answer. */
import type { Answer } from './answers.ts'

export type Fault =
  /** Nothing is done, and this is the answer. */
  | { do: 'answer'; answer: Answer }
  /** Nothing is done, and the connection is cut. */
  | { do: 'cut' }
  /** It is done, and the connection is cut. */
  | { do: 'take_then_cut' }
  /** It is done, and not a word is said. */
  | { do: 'take_then_silence' }
  /** It is done, and this is said of it. */
  | { do: 'take_then_answer'; answer: Answer }
  /** It is done after so long. */
  | { do: 'delay'; ms: number }

export class Faults {
  readonly #waiting: { methods: RegExp; fault: Fault }[] = []

  /** The next call of one of these methods meets the fault; later ones meet those planned later. */
  next(methods: RegExp, fault: Fault): void {
    this.#waiting.push({ methods, fault })
  }

  take(method: string): Fault | null {
    const index = this.#waiting.findIndex(({ methods }) => methods.test(method))
    return index === -1 ? null : (this.#waiting.splice(index, 1)[0]?.fault ?? null)
  }
}

/** Methods that hand a message over. */
export const handOver = /^send(?!ChatAction)/
