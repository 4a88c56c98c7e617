/** The account's line to X: who asks, over which sockets, for how long. Everything else asks through it. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { withToken } from './access-token.ts'
import { openAgent } from './agent.ts'
import type { Answer } from './answer.ts'
import { XFailure } from './failure.ts'
import type { TwitterPace } from './pace.ts'
import { type Credentials, type Question, request, type Wire } from './request.ts'
import { say } from './sentences.ts'
import { ownKeys, type TwitterSettings } from './settings.ts'
import { askForAppToken } from './tokens.ts'

export type LinkHost = Pick<ChannelHost<TwitterSettings>, 'resolveHost' | 'renewCredentials'>

export class XLink implements Disposable {
  readonly #host: LinkHost
  readonly #pace: Pick<TwitterPace, 'answerTimeoutMs'>
  readonly #kept
  readonly #fresh
  #settings: TwitterSettings
  #appToken: Promise<string> | null = null

  constructor(settings: TwitterSettings, host: LinkHost, pace: Pick<TwitterPace, 'answerTimeoutMs'>) {
    this.#settings = settings
    this.#host = host
    this.#pace = pace
    this.#kept = openAgent(settings, host, { keepAlive: true })
    this.#fresh = openAgent(settings, host, { keepAlive: false })
  }

  /** With the tokens of the last renewal. */
  get settings(): TwitterSettings {
    return this.#settings
  }

  /** Asks as the account. Throws an `XFailure`, or a `ChannelError` where signing in failed. */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const wire = this.wire(signal)
    return this.#asAccount((credentials) => request(credentials, question, wire), wire)
  }

  /** The same over a connection of its own: an error then tells whether X can have got it. */
  async handOver(question: Question, signal: AbortSignal): Promise<Answer> {
    const wire: Wire = { ...this.wire(signal), agent: this.#fresh, isFresh: true }
    return this.#asAccount((credentials) => request(credentials, question, wire), wire)
  }

  /** Asks as the app. */
  async askAsApp(question: Question, signal: AbortSignal): Promise<Answer> {
    const { appKey, appSecret } = this.#settings
    if (!appKey || !appSecret) throw new ChannelError('needs_reauth', say('app_keys_refused'), { scope: 'account' })
    const wire = this.wire(signal)
    this.#appToken ??= askForAppToken({ appKey, appSecret }, wire)
    try {
      return await request(await this.#appToken, question, wire)
    } catch (error) {
      this.#appToken = null
      throw error
    }
  }

  wire(signal: AbortSignal): Wire {
    return { agent: this.#kept, signal, timeoutMs: this.#pace.answerTimeoutMs }
  }

  /** A bearer token that serves; `null` for an account that signs with keys. */
  async bearer(signal: AbortSignal): Promise<string | null> {
    if (this.#settings.oauth2 === undefined) return null
    this.#settings = await withToken(this.#settings, this.#host, { wire: this.wire(signal) })
    return this.#settings.oauth2?.tokens?.accessToken ?? null
  }

  [Symbol.dispose](): void {
    this.#kept.destroy()
    this.#fresh.destroy()
  }

  /** A token that is refused is renewed once; a request refused for it was not taken. */
  async #asAccount(ask: (credentials: Credentials) => Promise<Answer>, wire: Wire): Promise<Answer> {
    const keys = ownKeys(this.#settings)
    if (this.#settings.oauth2 === undefined && keys !== null) return ask(keys)
    const token = await this.bearer(wire.signal)
    try {
      return await ask(token ?? '')
    } catch (error) {
      if (!isRefusedToken(error)) throw error
      this.#settings = await withToken(this.#settings, this.#host, {
        wire: this.wire(wire.signal),
        refused: token,
      })
    }
    try {
      return await ask(this.#settings.oauth2?.tokens?.accessToken ?? '')
    } catch (error) {
      if (!isRefusedToken(error)) throw error
      throw new ChannelError('needs_reauth', say('sign_in_ended'), { scope: 'account' })
    }
  }
}

function isRefusedToken(error: unknown): boolean {
  return error instanceof XFailure && error.facts.status === 401
}
