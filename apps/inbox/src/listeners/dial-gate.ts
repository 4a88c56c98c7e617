/** Lets a bounded number of lines be dialled at once: hundreds that sign in and list together would delay each other and everything else. */

const mostAtOnce = 16
/** A provider that does not answer gives its place to the next; its line goes on trying. */
const longestStayMs = 5_000

export class DialGate {
  readonly #waiting: (() => void)[] = []
  #inside = 0

  /**
   * Resolves in order of asking. Leave once the line stands; leaving again changes nothing. Rejects with the reason of `signal`.
   */
  async enter(signal: AbortSignal): Promise<Disposable & { leave: () => void }> {
    signal.throwIfAborted()
    if (this.#inside < mostAtOnce) this.#inside++
    else await this.#turn(signal)
    let left = false
    const leave = () => {
      if (!left) this.#handOn()
      left = true
      clearTimeout(timer)
    }
    const timer = setTimeout(leave, longestStayMs)
    return { leave, [Symbol.dispose]: leave }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => {
      const index = this.#waiting.indexOf(resolve)
      if (index === -1) return
      this.#waiting.splice(index, 1)
      reject(signal.reason as Error)
    }
    this.#waiting.push(resolve)
    signal.addEventListener('abort', giveUp)
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  /** A place goes to whoever waits longest, so that nobody slips in between. */
  #handOn(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#inside--
  }
}
