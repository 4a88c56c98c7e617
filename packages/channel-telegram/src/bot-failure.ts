/** What went wrong with one call, without a word that could hold the token: nothing of the library's errors leaves `bot-client.ts`. */

export type Trouble =
  /** Telegram answered, and did not do it. */
  | { type: 'refused'; code: number; description: string; retryAfterMs: number | null; migratedTo: string | null }
  /** There was no answer of Telegram's. `connected`: the request may have reached it. */
  | { type: 'unanswered'; code: string; connected: boolean }
  /** Something answered that is not Telegram, such as a proxy with a page of its own. */
  | { type: 'garbled' }

export class BotFailure extends Error {
  override readonly name = 'BotFailure'
  readonly method: string
  readonly trouble: Trouble

  constructor(method: string, trouble: Trouble) {
    super(inWords(method, trouble))
    this.method = method
    this.trouble = trouble
  }
}

function inWords(method: string, trouble: Trouble): string {
  if (trouble.type === 'refused') return `${trouble.code} ${trouble.description} · ${method}`
  return trouble.type === 'unanswered' ? `${trouble.code} · ${method}` : `Not an answer of the Bot API · ${method}`
}
