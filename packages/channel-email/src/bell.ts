/** Rings when the server announces mail or the connection ends. */
import type { ImapFlow } from 'imapflow'

export class Bell {
  /** How many mails were announced since the last `hush`. */
  announced = 0
  closed = false
  #wake: (() => void) | null = null

  constructor(client: ImapFlow) {
    client.on('exists', ({ count, prevCount }) => {
      this.announced += Math.max(0, count - prevCount)
      this.#wake?.()
    })
    client.on('close', () => {
      this.closed = true
      this.#wake?.()
    })
  }

  hush(): void {
    this.announced = 0
  }

  /** Waits for a ring. `false` when `ms` passed in silence. */
  async wait(ms: number): Promise<boolean> {
    if (this.announced > 0 || this.closed) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), ms)
    this.#wake = () => resolve(true)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#wake = null
    }
  }
}
