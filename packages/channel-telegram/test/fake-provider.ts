/** A pretend Telegram with one bot and ten customers, in the shape every channel's fake provider has. */
import { randomUUID } from 'node:crypto'
import type {
  Customer,
  CustomerMessage,
  DeliveredReply,
  FakeProvider,
  Refusal,
} from '@cordboard/channel-testkit/fake-provider'
import type { TelegramSettings } from '../src/settings.ts'
import { hookSecretOf } from '../src/settings.ts'
import { blockedByUser, refusal, Refusal as Refused, tooManyRequests, unauthorized } from '../pretend/answers.ts'
import type { FakeBot } from '../pretend/fake-bot.ts'
import { handOver } from '../pretend/faults.ts'
import { fakePerson, type FakePerson } from '../pretend/people.ts'
import { FakeTelegram } from '../pretend/server.ts'

const refusals: Record<Refusal, () => Refused> = {
  transient: () => new Refused(503, 'Service Unavailable'),
  rate_limited: () => tooManyRequests(1),
  permanent: blockedByUser,
  needs_reauth: unauthorized,
}

let bots = 0

export async function startFakeTelegram(): Promise<FakeTelegramProvider> {
  return new FakeTelegramProvider(await FakeTelegram.start())
}

class FakeTelegramProvider implements FakeProvider<TelegramSettings> {
  readonly telegram: FakeTelegram
  readonly bot: FakeBot
  readonly people: readonly FakePerson[] = Array.from({ length: 10 }, (_, index) => fakePerson(5_000_000_000 + index))
  readonly customers: readonly Customer[]
  readonly #settings: TelegramSettings

  constructor(telegram: FakeTelegram) {
    this.telegram = telegram
    const id = 7_000_000_000 + (bots += 1)
    this.bot = telegram.addBot(`${id}:${randomUUID()}`, `fake_${id}_bot`)
    this.customers = this.people.map(({ id: key, first_name: displayName }) => ({ key: String(key), displayName }))
    for (const person of this.people) this.bot.meets(person)
    this.#settings = { token: this.bot.token, mode: 'polling', apiRoot: telegram.apiRoot }
  }

  settings(): TelegramSettings {
    return this.#settings
  }

  wrongCredentials(): TelegramSettings {
    return { ...this.#settings, token: `${this.bot.id}:wrong-${this.bot.token.slice(-20)}` }
  }

  secrets(): readonly string[] {
    return [this.settings(), this.wrongCredentials()].flatMap((settings) => [
      settings.token.slice(settings.token.indexOf(':') + 1),
      hookSecretOf(settings),
    ])
  }

  async customerSends(message: CustomerMessage): Promise<void> {
    this.#hears(this.people[0] ?? fakePerson(1), message)
  }

  async ownMessageAppears(message: CustomerMessage): Promise<void> {
    this.#hears({ ...fakePerson(this.bot.id), is_bot: true }, message)
  }

  async delivered(): Promise<readonly DeliveredReply[]> {
    return this.#asSeen(this.bot.sent)
  }

  async shown(): Promise<readonly DeliveredReply[]> {
    return this.#asSeen(this.bot.sent.filter(({ deleted }) => !deleted))
  }

  #asSeen(sent: FakeBot['sent']): DeliveredReply[] {
    return sent.map(({ chatId, text, entities, file }) => ({
      recipients: [String(chatId)],
      visible: [text, ...entities.flatMap(({ url }) => (typeof url === 'string' ? url : []))].join('\n'),
      files: file ? [file] : [],
      externalId: null,
    }))
  }

  readonly hook = {
    url: 'https://desk.example/hooks/telegram/1',
    settings: (): TelegramSettings => ({ ...this.#settings, mode: 'webhook' }),
    call: async (message: CustomerMessage): Promise<Request> => {
      const update = { update_id: 7, message: this.#hears(this.people[0] ?? fakePerson(1), message) }
      const headers = { 'x-telegram-bot-api-secret-token': hookSecretOf(this.#settings) }
      return new Request(this.hook.url, { method: 'POST', headers, body: JSON.stringify(update) })
    },
  }

  connections(): number {
    return this.telegram.connections()
  }

  async refuse(kind: Refusal): Promise<void> {
    this.bot.faults.next(handOver, { do: 'answer', answer: refusal(refusals[kind]()) })
  }

  async refuseRecipients(): Promise<void> {
    throw new Error('A message of Telegram’s goes to one chat.')
  }

  async goSilentAfterTaking(): Promise<void> {
    this.bot.faults.next(handOver, { do: 'take_then_silence' })
  }

  async cutAfterTaking(): Promise<void> {
    this.bot.faults.next(handOver, { do: 'take_then_cut' })
  }

  async cutLinks(): Promise<void> {
    this.telegram.cutLinks()
  }

  async down(): Promise<void> {
    await this.telegram.down()
  }

  async up(): Promise<void> {
    await this.telegram.up()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.telegram[Symbol.asyncDispose]()
  }

  /** The first file carries the words; an album would be several messages. */
  #hears(from: FakePerson, { text, files = [] }: CustomerMessage): Record<string, unknown> {
    const chat = this.bot.meets(this.people[0] ?? from)
    const [file] = files
    if (!file) return this.bot.hears(from, { chat, text })
    const { fileName, mediaType, bytes } = file
    return this.bot.hears(from, {
      chat,
      caption: text,
      file: { kind: 'document', bytes: Buffer.from(bytes), fileName, mediaType },
    })
  }
}
