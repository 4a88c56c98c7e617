/** A bot's updates, kept until they are confirmed or delivered. */
import { Refusal } from './answers.ts'

export type QueuedUpdate = { update_id: number; [kind: string]: unknown }

/** What comes only to those who ask for it by name. */
const unasked = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])
const mostAtOnce = 100

type Waiting = { look(): void; end(reason: Refusal): void }

export class UpdateQueue {
  /** Oldest first. */
  readonly pending: QueuedUpdate[] = []
  webhookUrl = ''
  allowed: readonly string[] = []
  /** Highest offset anybody confirmed. */
  confirmed = 0
  onUpdate: () => void = () => {}
  /** Started again without a memory: whoever asks first knows where the numbering ended. */
  numbersAsAsked = false
  #next = 100_000_001
  #waiting: Waiting | null = null

  /** `null` for an update nobody asked for. */
  push(kind: string, inside: object): QueuedUpdate | null {
    const wanted = this.allowed.length === 0 ? !unasked.has(kind) : this.allowed.includes(kind)
    if (!wanted) return null
    const update: QueuedUpdate = { update_id: this.#next++, [kind]: inside }
    this.pending.push(update)
    this.#waiting?.look()
    this.onUpdate()
    return update
  }

  /** Whether somebody waits for the next update. */
  get isRead(): boolean {
    return this.#waiting !== null
  }

  /** As after a week without updates. */
  continueAt(id: number): void {
    this.#next = id
  }

  /** The same update comes again, as a webhook delivers one whose answer was lost. */
  repeat(update: QueuedUpdate): void {
    this.pending.push(update)
    this.onUpdate()
  }

  /** Waits until there is something, `seconds` are over, or `signal` aborts. */
  async get(
    { offset = 0, limit = mostAtOnce, timeout: seconds = 0 }: { offset?: number; limit?: number; timeout?: number },
    signal: AbortSignal,
  ): Promise<QueuedUpdate[]> {
    if (this.webhookUrl !== '')
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    this.#waiting?.end(
      new Refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    )
    this.#confirm(offset)
    if (this.numbersAsAsked && offset > 0 && this.pending.length === 0) this.continueAt(offset)
    this.numbersAsAsked = false
    const batch = () => this.pending.slice(0, Math.min(mostAtOnce, Math.max(1, limit)))
    if (this.pending.length > 0 || seconds === 0) return batch()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = { look: resolve, end: reject }
    this.#waiting = waiting
    const timer = setTimeout(resolve, seconds * 1_000)
    signal.addEventListener('abort', () => resolve(), { once: true })
    try {
      await promise
      return batch()
    } finally {
      clearTimeout(timer)
      if (this.#waiting === waiting) this.#waiting = null
    }
  }

  #confirm(offset: number): void {
    this.confirmed = Math.max(this.confirmed, offset)
    if (offset < 0) this.pending.splice(0, Math.max(0, this.pending.length + offset))
    else this.pending.splice(0, this.pending.findLastIndex(({ update_id }) => update_id < offset) + 1)
  }
}
