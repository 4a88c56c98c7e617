/** Delivers a bot's updates to the address it was told, in order, and again until they are taken. */
import { setTimeout as delay } from 'node:timers/promises'
import type { UpdateQueue } from './update-queue.ts'

const firstWaitMs = 50
const longestWaitMs = 1_000
const answerLimitMs = 10_000

export type HookState = { secret: string; lastErrorAt: number; lastError: string; delivered: number }

/** `runMethod` does what an answer asks for: Telegram takes a JSON body for a call of a method. */
export class HookDelivery {
  readonly state: HookState = { secret: '', lastErrorAt: 0, lastError: '', delivered: 0 }
  readonly #queue: UpdateQueue
  readonly #runMethod: (method: string, values: Record<string, unknown>) => void
  readonly #stop = new AbortController()
  #running = false

  constructor(queue: UpdateQueue, runMethod: (method: string, values: Record<string, unknown>) => void) {
    this.#queue = queue
    this.#runMethod = runMethod
    queue.onUpdate = () => this.wake()
  }

  wake(): void {
    if (this.#running || this.#queue.webhookUrl === '') return
    this.#running = true
    const ended = () => (this.#running = false)
    this.#deliver().then(ended, ended)
  }

  stop(): void {
    this.#stop.abort()
  }

  async #deliver(): Promise<void> {
    let waitMs = firstWaitMs
    while (!this.#stop.signal.aborted && this.#queue.webhookUrl !== '') {
      const [update] = this.#queue.pending
      if (!update) return
      if (await this.#post(update)) {
        this.#queue.pending.splice(this.#queue.pending.indexOf(update), 1)
        this.state.delivered += 1
        waitMs = firstWaitMs
        continue
      }
      await delay(waitMs, undefined, { signal: this.#stop.signal }).catch(() => undefined)
      waitMs = Math.min(longestWaitMs, waitMs * 2)
    }
  }

  async #post(update: object): Promise<boolean> {
    try {
      const response = await fetch(this.#queue.webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': this.state.secret },
        body: JSON.stringify(update),
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(answerLimitMs)]),
      })
      const text = await response.text()
      if (!response.ok)
        return this.#failed(`Wrong response from the webhook: ${response.status} ${response.statusText}`)
      this.#runAnswer(text)
      return true
    } catch {
      return this.#failed('Connection refused')
    }
  }

  #runAnswer(text: string): void {
    if (!text.startsWith('{')) return
    const { method, ...values } = JSON.parse(text) as Record<string, unknown>
    if (typeof method === 'string') this.#runMethod(method, values)
  }

  #failed(why: string): false {
    this.state.lastError = why
    this.state.lastErrorAt = Math.floor(Date.now() / 1_000)
    return false
  }
}
