/** Pretend Telegram and pretend X as a line of the desk sees them: customers who write, and what they hold of ours. */
import { randomUUID } from 'node:crypto'
import type { FakeBot } from '@cordboard/channel-telegram/pretend/fake-bot'
import { fakePerson, type FakePerson } from '@cordboard/channel-telegram/pretend/people'
import { FakeTelegram } from '@cordboard/channel-telegram/pretend/server'
import { type FakeX, startFakeX } from '@cordboard/channel-twitter/pretend/fake-x'
import { brand, customers as peopleOnX } from '@cordboard/channel-twitter/pretend/people'
import type { Taken } from './checker.ts'

/** `address`: as the desk shows them. `recipient`: as the provider names them. */
export type ChatCustomer = { address: string; recipient: string }

export interface ChatProvider extends AsyncDisposable {
  channel: string
  customers: readonly ChatCustomer[]
  /** Can tell afterwards what it took. */
  tells: boolean
  /** As an admin types them. */
  settings(): object
  /** What no log may hold. */
  secrets(): readonly string[]
  says(customer: ChatCustomer, words: string): void
  taken(): Taken[]
}

const count = 10

type Mode = 'polling' | 'webhook'

let bots = 0

export class TelegramProvider implements ChatProvider {
  readonly channel = 'telegram'
  readonly tells = false
  readonly telegram: FakeTelegram
  readonly bot: FakeBot
  readonly customers: readonly ChatCustomer[]
  readonly #people: readonly FakePerson[]
  readonly #mode: Mode

  constructor(telegram: FakeTelegram, mode: Mode) {
    this.telegram = telegram
    this.#mode = mode
    const id = 7_000_000_000 + (bots += 1)
    this.bot = telegram.addBot(`${id}:${randomUUID()}`, `bot_${id}`)
    this.#people = Array.from({ length: count }, (_, index) => fakePerson(5_000_000_000 + bots * count + index))
    this.customers = this.#people.map((person) => ({ address: String(person.id), recipient: String(person.id) }))
  }

  static async start(mode: Mode = 'polling'): Promise<TelegramProvider> {
    return new TelegramProvider(await FakeTelegram.start(), mode)
  }

  settings(): object {
    return { token: this.bot.token, mode: this.#mode, apiRoot: this.telegram.apiRoot }
  }

  secrets(): readonly string[] {
    return [this.bot.token.slice(this.bot.token.indexOf(':') + 1)]
  }

  says({ recipient }: ChatCustomer, text: string): void {
    const person = this.#people.find(({ id }) => String(id) === recipient)
    if (person) this.bot.hears(person, { text })
  }

  taken(): Taken[] {
    return this.bot.sent.map(({ text, chatId }) => ({ words: text, to: String(chatId), acknowledged: true }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.telegram[Symbol.asyncDispose]()
  }
}

/** `announces`: by webhook. `signsIn`: with tokens that are renewed, in place of keys. */
type XOptions = { announces?: boolean; signsIn?: boolean }

/** Half of its customers write in private, half in public. */
export class XProvider implements ChatProvider {
  readonly channel = 'twitter'
  readonly tells = true
  readonly x: FakeX
  readonly #options: XOptions
  readonly customers = peopleOnX.map(({ id, username }) => ({ address: `@${username}`, recipient: id }))

  constructor(x: FakeX, options: XOptions) {
    this.x = x
    this.#options = options
  }

  static async start(options: XOptions = {}): Promise<XProvider> {
    return new XProvider(await startFakeX(), options)
  }

  settings(): object {
    const { announces = false, signsIn = false } = this.#options
    const { keys, tokens, origin: apiOrigin, ca } = this.x
    const { appKey, appSecret, ...ownKeys } = keys
    const { clientId, clientSecret } = tokens
    const who = signsIn ? { oauth2: { clientId, clientSecret, tokens: tokens.signIn() }, profile: brand } : ownKeys
    return { appKey, appSecret, ...who, apiOrigin, ca, webhooks: announces }
  }

  secrets(): readonly string[] {
    return this.x.secrets
  }

  says({ recipient }: ChatCustomer, words: string): void {
    const { world } = this.x
    const isPublic = this.customers.findIndex((customer) => customer.recipient === recipient) % 2 === 1
    if (isPublic) world.addPost(recipient, `@${brand.username} ${words}`)
    else world.addEvent(recipient, world.pair(recipient), words)
  }

  taken(): Taken[] {
    return this.x.endpoints.sent.map(({ text, to }) => ({ words: text, to, acknowledged: true }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.x[Symbol.asyncDispose]()
  }
}
