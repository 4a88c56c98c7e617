/** The pretend X as the contract kit knows providers: its customers write direct messages. */
import type {
  Customer,
  CustomerMessage,
  DeliveredReply,
  FakeProvider,
  Refusal,
} from '@cordboard/channel-testkit/fake-provider'
import type { TwitterSettings } from '../src/settings.ts'
import { problem } from '../pretend/endpoints.ts'
import { FakeX } from '../pretend/fake-x.ts'
import { brand, customers } from '../pretend/people.ts'

const handOver = { method: 'POST', path: /\/messages$|\/2\/tweets$/ }
const limitMs = 60_000

export async function startFakeProvider(): Promise<FakeTwitter> {
  const provider = new FakeTwitter()
  await provider.x.up()
  return provider
}

export class FakeTwitter implements FakeProvider<TwitterSettings> {
  readonly x = new FakeX()
  readonly customers: readonly Customer[] = customers.map(({ id, name }) => ({ key: id, displayName: name }))

  settings(): TwitterSettings {
    const { keys, origin, ca } = this.x
    return { ...keys, apiOrigin: origin, ca, historyDays: 7 }
  }

  wrongCredentials(): TwitterSettings {
    return { ...this.settings(), accessSecret: 'wrong-access-secret' }
  }

  secrets(): readonly string[] {
    return [...this.x.secrets, 'wrong-access-secret']
  }

  async customerSends({ text, files = [] }: CustomerMessage): Promise<void> {
    const media = files.map(({ bytes, mediaType }) => this.x.world.addMedia(bytes, mediaType))
    const customer = customers[0]?.id ?? ''
    const attachments = media.length > 0 ? { attachments: { media_keys: media.map(({ key }) => key) } } : {}
    this.x.world.addEvent(customer, this.x.world.pair(customer), text, attachments)
  }

  async ownMessageAppears({ text }: CustomerMessage): Promise<void> {
    this.x.world.addEvent(brand.id, this.x.world.pair(customers[0]?.id ?? ''), text)
  }

  async delivered(): Promise<readonly DeliveredReply[]> {
    return this.x.endpoints.sent.map(({ to, text, files }) => ({
      recipients: [to],
      visible: text,
      // X keeps no names of files.
      files: files.map(({ bytes }) => ({ fileName: '', bytes })),
      externalId: null,
    }))
  }

  async shown(): Promise<readonly DeliveredReply[]> {
    const there = new Set(this.x.world.posts.map(({ id }) => id))
    const delivered = await this.delivered()
    return delivered.filter((_, index) => {
      const sent = this.x.endpoints.sent[index]
      return sent?.way === 'dm' || (sent !== undefined && there.has(sent.id))
    })
  }

  async customerWritesBy(way: string): Promise<string> {
    const customer = customers[0]?.id ?? ''
    if (way !== 'public') return `dm-event:${this.x.world.addEvent(customer, this.x.world.pair(customer), 'Hello').id}`
    return `post:${this.x.world.addPost(customer, `Hello @${brand.username}`).id}`
  }

  readonly hook = {
    url: 'https://desk.example.com/hooks/twitter/1',
    settings: () => ({ ...this.settings(), webhooks: true }),
    call: async ({ text }: CustomerMessage) => {
      const customer = customers[0]?.id ?? ''
      const event = this.x.world.addEvent(customer, this.x.world.pair(customer), text)
      return this.x.activity.request(this.hook.url, this.x.activity.directMessage(event))
    },
  }

  connections(): number {
    return this.x.connections()
  }

  async refuse(kind: Refusal): Promise<void> {
    if (kind === 'transient') return this.x.dropNextConnection()
    const now = this.x.world.now().getTime()
    const headers = {
      'x-rate-limit-limit': '15',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(Math.ceil((now + limitMs) / 1_000)),
    }
    const replies = {
      rate_limited: { ...problem(429, 'Too Many Requests'), headers },
      permanent: problem(403, 'You cannot send messages to this user.', [349]),
      needs_reauth: problem(401, 'Unauthorized', [89]),
    }
    this.x.faults.next({ do: 'answer', reply: replies[kind] }, handOver)
  }

  async refuseRecipients(): Promise<void> {
    throw new Error('A reply on X goes to one customer.')
  }

  async goSilentAfterTaking(): Promise<void> {
    this.x.faults.next({ do: 'silence' }, handOver)
  }

  async cutAfterTaking(): Promise<void> {
    this.x.faults.next({ do: 'cut_after' }, handOver)
  }

  /** Who asks now and then has no line open in between: the next look finds it broken. */
  async cutLinks(): Promise<void> {
    this.x.cutLinks()
    this.x.faults.next({ do: 'cut_before' }, { method: 'GET' })
  }

  async down(): Promise<void> {
    await this.x.down()
  }

  async up(): Promise<void> {
    await this.x.up()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.x[Symbol.asyncDispose]()
  }
}
