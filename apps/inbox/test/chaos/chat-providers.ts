/** Pretend Telegram and pretend X as a line of the desk sees them: customers who write, and what they hold of ours. */
import { randomUUID } from 'node:crypto'
import type { FakeBot } from '@cordboard/channel-telegram/pretend/fake-bot'
import { fakePerson } from '@cordboard/channel-telegram/pretend/people'
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

export class TelegramProvider implements ChatProvider {
  readonly channel = 'telegram'
  readonly tells = false
  readonly telegram: FakeTelegram
  readonly bot: FakeBot
  readonly #people = Array.from({ length: count }, (_, index) => fakePerson(5_000_000_000 + index))
  readonly customers = this.#people.map(({ id }) => ({ address: String(id), recipient: String(id) }))

  constructor(telegram: FakeTelegram) {
    this.telegram = telegram
    this.bot = telegram.addBot(`7000000001:${randomUUID()}`, 'chaos_bot')
  }

  static async start(): Promise<TelegramProvider> {
    return new TelegramProvider(await FakeTelegram.start())
  }

  settings(): object {
    return { token: this.bot.token, mode: 'polling', apiRoot: this.telegram.apiRoot }
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

/** Half of its customers write in private, half in public. */
export class XProvider implements ChatProvider {
  readonly channel = 'twitter'
  readonly tells = true
  readonly x: FakeX
  readonly customers = peopleOnX.map(({ id, username }) => ({ address: `@${username}`, recipient: id }))

  constructor(x: FakeX) {
    this.x = x
  }

  static async start(): Promise<XProvider> {
    return new XProvider(await startFakeX())
  }

  settings(): object {
    return { ...this.x.keys, apiOrigin: this.x.origin, ca: this.x.ca }
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
