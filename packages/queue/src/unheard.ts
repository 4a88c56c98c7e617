/** Rings that nobody heard, to be rung again when the store answers: sooner than the sweep, and as forgetful as any ring. */
import { within } from './store-unreachable.ts'

const TRY_EVERY_MS = 1_000

/** What does not fit is the sweep's. */
const MOST = 500

export class Unheard implements Disposable {
  readonly #rings: (() => Promise<unknown>)[] = []
  readonly #limitMs: number
  #timer: NodeJS.Timeout | null = null

  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  add(ring: () => Promise<unknown>): void {
    if (this.#rings.length < MOST) this.#rings.push(ring)
    this.#tryLater()
  }

  [Symbol.dispose](): void {
    this.#rings.length = 0
    if (this.#timer) clearTimeout(this.#timer)
  }

  #tryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#tryAll().then(
        () => this.#next(),
        () => this.#next(),
      )
    }, TRY_EVERY_MS).unref()
  }

  #next(): void {
    this.#timer = null
    if (this.#rings.length > 0) this.#tryLater()
  }

  /** Rejects at the first that is not heard; it stays the first. */
  async #tryAll(): Promise<void> {
    for (let ring = this.#rings[0]; ring; ring = this.#rings[0]) {
      await within(this.#limitMs, ring())
      this.#rings.shift()
    }
  }
}
