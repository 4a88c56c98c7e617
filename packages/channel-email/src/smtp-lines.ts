/** Lends SMTP connections that are signed in: with the account's password, or with a token that has not ended. */
import { ChannelError } from '@cordboard/core/channel/error'
import { type RenewingHost, withToken } from './access-token.ts'
import type { EmailSettings } from './settings.ts'
import type { SmtpTransport } from './smtp-transport.ts'

/** Connections with one password or token. `inUse` counts what was handed to them and has not ended. */
export type SmtpLine = { settings: EmailSettings; transport: SmtpTransport; inUse: number }

type Use<T> = {
  work: (line: SmtpLine) => Promise<T>
  /** Whether nothing was handed over yet, so that the work may be done once more. */
  untouched: () => boolean
}

export class SmtpLines implements Disposable {
  readonly #settings: EmailSettings
  readonly #host: RenewingHost
  readonly #open: (settings: EmailSettings) => SmtpTransport
  #current: SmtpLine | null = null

  constructor(settings: EmailSettings, host: RenewingHost, open: (settings: EmailSettings) => SmtpTransport) {
    this.#settings = settings
    this.#host = host
    this.#open = open
  }

  /** A token the server refuses is renewed once, and only while nothing of a mail has left. Throws what `work` throws. */
  async use<T>(signal: AbortSignal, { work, untouched }: Use<T>): Promise<T> {
    const first = await this.#take(null, signal)
    try {
      return await this.#lend(first, work)
    } catch (error) {
      const isRefusal = error instanceof ChannelError && error.kind === 'needs_reauth'
      const token = first.settings.oauth?.tokens?.accessToken ?? null
      if (!this.#isByToken || token === null || !isRefusal || !untouched()) throw error
      return this.#lend(await this.#take(token, signal), work)
    }
  }

  [Symbol.dispose](): void {
    this.#current?.transport.close()
  }

  get #isByToken(): boolean {
    return this.#settings.smtp.signIn === 'oauth'
  }

  /** A line whose token has ended makes way for a fresh one, and closes when its mails are through. */
  async #take(refused: string | null, signal: AbortSignal): Promise<SmtpLine> {
    const before = this.#current
    const known = before?.settings ?? this.#settings
    const settings = this.#isByToken ? await withToken(known, this.#host, { signal, refused }) : known
    // Somebody else may have opened it during the renewal.
    const line = this.#serving(settings) ?? { settings, transport: this.#open(settings), inUse: 0 }
    const replaced = this.#current
    this.#current = line
    line.inUse += 1
    if (replaced !== line && replaced?.inUse === 0) replaced.transport.close()
    return line
  }

  #serving({ oauth }: EmailSettings): SmtpLine | null {
    if (!this.#current || !this.#isByToken) return this.#current
    return this.#current.settings.oauth?.tokens?.accessToken === oauth?.tokens?.accessToken ? this.#current : null
  }

  async #lend<T>(line: SmtpLine, work: (line: SmtpLine) => Promise<T>): Promise<T> {
    try {
      return await work(line)
    } finally {
      line.inUse -= 1
      if (line.inUse === 0 && line !== this.#current) line.transport.close()
    }
  }
}
