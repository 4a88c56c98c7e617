/**
 * Whom a wait that Telegram asks for concerns. It does not say so: it limits each chat and the bot as a whole. One chat that is told
 * to wait is taken for itself; a second one told so before the first's wait is over shows that it is the bot.
 */
export class Floods {
  readonly #waits = new Map<string, number>()

  /** Whether the whole bot has to wait, now that this chat is told to. */
  concernBot(chat: string, waitMs: number, now = Date.now()): boolean {
    for (const [known, until] of this.#waits) if (until <= now) this.#waits.delete(known)
    this.#waits.set(chat, now + waitMs)
    return this.#waits.size > 1
  }
}
