/** Where one item of the contract plays: a fake provider, a recording host, and the connections between them. */
import assert from 'node:assert/strict'
import type {
  ChannelConnection,
  ChannelDefinition,
  OutboundMessage,
  Receipt,
  ReplyContext,
} from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { InboundEvent } from '@cordboard/core/message'
import type { CustomerMessage, DeliveredReply, FakeProvider, Refusal } from '../fake-provider.ts'
import { until } from '../peers/until.ts'
import { RecordingHost } from '../recording-host.ts'
import { leaksOf } from './secrets.ts'

/** What is put to the test. */
export type ContractSubject<Settings extends object> = {
  definition: ChannelDefinition<Settings>
  /** Called once per item. */
  startProvider(): Promise<FakeProvider<Settings>>
  /** The certain refusals the provider can express. */
  refusals: readonly Refusal[]
  /** Whether a reply may have cc and bcc. */
  copies: boolean
  /** `false` for a line that is opened without any secret. */
  credentials?: false
  /** For a channel that declares `oauth`: settings an admin signs in with at the provider, and the secrets among them. */
  providerSignIn?: { settings: Settings; secrets: readonly string[] }
  /** Whether customers may send HTML, and files. */
  inbound: { html: boolean; files: boolean }
  /** For a provider that does not take files of any type, or under no names: one it takes. */
  outboundFile?: { fileName: string; mediaType: string; isNamed: boolean }
  /** For a provider whose files are fetched after their message: one that customers may send. */
  remoteFile?: { fileName: string; mediaType: string }
  /** Whether the fake lets the first customer write by each of the channel's ways (`customerWritesBy`). */
  choosesWays?: true
  /** Whether the provider calls us with messages; its fake has `hook` then. */
  takesCalls?: true
  /** How long the definition under test waits for an answer before it gives a hand-over up. */
  answerTimeoutMs: number
  /** How long an item waits for what must happen. */
  patienceMs: number
}

/** How long anything may take to end once its signal is aborted. */
export const stopLimitMs = 2_000

export type Receiving = {
  /** Resolves when `receive` ends: to its error, or to `null` when it returned. */
  ended: Promise<unknown>
  /** Aborts, and resolves to what `receive` ended with; fails after two seconds. */
  stop(): Promise<unknown>
}

export class Stage<Settings extends object> implements AsyncDisposable {
  readonly subject: ContractSubject<Settings>
  readonly definition: ChannelDefinition<Settings>
  readonly provider: FakeProvider<Settings>
  readonly settings: Settings
  readonly host = new RecordingHost<Settings>()
  /** Everything thrown at this stage, searched for secrets in the end. */
  readonly thrown: unknown[] = []
  readonly #connections: ChannelConnection[] = []
  readonly #events = new Map<string, Promise<InboundEvent[]>>()

  private constructor(subject: ContractSubject<Settings>, provider: FakeProvider<Settings>) {
    this.subject = subject
    this.definition = subject.definition
    this.provider = provider
    this.settings = subject.definition.settings.parse(provider.settings())
  }

  static async open<Settings extends object>(subject: ContractSubject<Settings>): Promise<Stage<Settings>> {
    return new Stage(subject, await subject.startProvider())
  }

  /** A connection of this stage, closed with it. */
  async connect(settings: Settings = this.settings): Promise<ChannelConnection> {
    const connection = await this.definition.connect(settings, this.host)
    this.#connections.push(connection)
    return connection
  }

  receive(connection: ChannelConnection): Receiving {
    const stopper = new AbortController()
    const ended = this.caught(
      connection.receive?.(stopper.signal) ?? Promise.reject(new Error('This channel does not pull.')),
    )
    const stop = async () => {
      stopper.abort()
      return within(stopLimitMs, 'receive ends once aborted', ended)
    }
    return { ended, stop }
  }

  /** Connects and receives, again after each loss of the link, until the condition holds. */
  async receiveUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + this.subject.patienceMs
    while (!(await condition())) {
      if (performance.now() > deadline) assert.fail(`In vain: ${what}`)
      const { receiving, connection } = await this.#reconnect(what, deadline)
      const seen = until(what, condition, deadline - performance.now()).then(
        () => 'seen',
        () => 'in vain',
      )
      const first = await Promise.race([seen, receiving.ended])
      await receiving.stop()
      await connection[Symbol.asyncDispose]()
      if (first === 'in vain') assert.fail(`In vain: ${what}`)
    }
  }

  async receiveMarkers(markers: readonly string[]): Promise<void> {
    await this.receiveUntil(`the ledger holds ${markers.join(', ')}`, async () => {
      const texts = (await this.events()).map(textOf)
      return markers.every((marker) => texts.some((text) => text.includes(marker)))
    })
  }

  /** All ledger rows as the channel reads them. */
  async events(): Promise<InboundEvent[]> {
    const self = this.definition.self(this.settings)
    for (const [key, raw] of this.host.rows)
      if (!this.#events.has(key)) this.#events.set(key, this.definition.normalise(raw, self))
    return (await Promise.all(this.#events.values())).flat()
  }

  /** Writes a message as the first customer and returns its marker. */
  async customerSends(more: Partial<CustomerMessage> = {}): Promise<string> {
    const marker = newMarker()
    await this.provider.customerSends({ marker, text: `Hello, 你好 ${marker}`, ...more })
    return marker
  }

  /** A reply to customer number `customer`, addressed and rendered by the channel. */
  reply(
    marker: string,
    { customer = 0, ...more }: { customer?: number } & Partial<OutboundMessage> = {},
  ): OutboundMessage {
    const envelope = this.definition.address(this.replyContext({ customer }))
    return {
      id: crypto.randomUUID(),
      envelope,
      body: this.definition.render(`Answer **${marker}**`),
      attachments: [],
      createdAt: new Date(),
      ...more,
    }
  }

  replyContext({ customer = 0, ...more }: { customer?: number } & Partial<ReplyContext> = {}): ReplyContext {
    const contact = this.provider.customers[customer]
    assert.ok(contact, 'the fake provider has ten customers')
    return {
      token: crypto.randomUUID(),
      reportToken: crypto.randomUUID(),
      self: this.definition.self(this.settings),
      contact,
      subject: 'A question',
      history: [],
      ...more,
    }
  }

  /** Hands a message over; resolves to the receipt or to what was thrown. */
  async send(
    connection: ChannelConnection,
    message: OutboundMessage,
    signal = new AbortController().signal,
  ): Promise<Receipt | ChannelError> {
    const limitMs = this.subject.answerTimeoutMs + this.subject.patienceMs
    const outcome = await within(
      limitMs,
      'send ends',
      this.caught(connection.send(message, signal), (receipt) => receipt),
    )
    if (outcome instanceof Error)
      assert.ok(outcome instanceof ChannelError, `send threw something other than a ChannelError: ${outcome.stack}`)
    return outcome as Receipt | ChannelError
  }

  /** What customers hold that carries the marker. */
  async delivered(marker: string): Promise<DeliveredReply[]> {
    return (await this.provider.delivered()).filter(({ visible }) => visible.includes(marker))
  }

  /** The promise's failure as a value, kept for the search for secrets. */
  async caught<T>(promise: Promise<T>, value: (result: T) => unknown = () => null): Promise<unknown> {
    try {
      return value(await promise)
    } catch (error) {
      this.thrown.push(error)
      return error
    }
  }

  /** Fails with what was thrown, having kept it for the search for secrets. */
  async caughtNothing(promise: Promise<void> | undefined): Promise<void> {
    assert.ok(promise, 'the connection cannot do that')
    const thrown = await this.caught(promise)
    assert.equal(thrown, null)
  }

  /** What holds for every item: the host's rules were kept and no secret was said. */
  assertClean(): void {
    assert.deepEqual(this.host.violations, [])
    const { logged, states } = this.host
    assert.deepEqual(
      leaksOf(this.provider.secrets(), logged, states, this.thrown),
      [],
      'a secret stands in a log line, a state or an error',
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#connections.map(async (connection) => connection[Symbol.asyncDispose]()))
    await this.provider[Symbol.asyncDispose]()
  }

  async #reconnect(what: string, deadline: number): Promise<{ connection: ChannelConnection; receiving: Receiving }> {
    for (;;) {
      try {
        const connection = await this.connect()
        return { connection, receiving: this.receive(connection) }
      } catch (error) {
        this.thrown.push(error)
        if (performance.now() > deadline) assert.fail(`In vain: ${what}; connecting failed with ${String(error)}`)
      }
    }
  }
}

export function newMarker(): string {
  return `marker-${crypto.randomUUID().slice(0, 13)}`
}

/** Fails when the promise is not settled in time. */
export async function within<T>(limitMs: number, what: string, promise: PromiseLike<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`Not within ${limitMs} ms: ${what}`)), limitMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export function textOf(event: InboundEvent): string {
  if (event.kind === 'message') return event.body.text
  return event.kind === 'unreadable' ? event.reason : event.otherwise.body.text
}

/** A sentence for a person: not empty, not a code, with an end. */
export function assertSentence(text: string): void {
  assert.match(text, /^\S.*\s.*[.!?。！？…)”"]$/su, `not a sentence for a person: ${JSON.stringify(text)}`)
}
