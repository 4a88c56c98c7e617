/** One account of the desk at a pretend X, with a host that remembers. */
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { ChannelConnection, OutboundMessage, ReplyContext } from '@cordboard/core/channel/channel'
import type { InboundEvent } from '@cordboard/core/message'
import { twitterWithPace } from '../src/index.ts'
import { type TwitterSettings, twitterSettingsSchema } from '../src/settings.ts'
import { type FakeX, startFakeX } from '../pretend/fake-x.ts'
import { customers } from '../pretend/people.ts'
import { quickPace } from './quick.ts'

export const definition = twitterWithPace(quickPace)

export async function openLine(more: Partial<TwitterSettings> = {}): Promise<Line> {
  return new Line(await startFakeX(), more)
}

export class Line implements AsyncDisposable {
  readonly x: FakeX
  readonly host = new RecordingHost<TwitterSettings>()
  readonly settings: TwitterSettings
  readonly #connections: ChannelConnection[] = []

  constructor(x: FakeX, more: Partial<TwitterSettings>) {
    this.x = x
    const keys = more.oauth2 === undefined ? x.keys : {}
    this.settings = twitterSettingsSchema.parse({ ...keys, apiOrigin: x.origin, ca: x.ca, ...more })
    this.host.stored = this.settings
  }

  /** `settings` as they are stored now, unless others are given. */
  async connect(settings: TwitterSettings = this.host.stored ?? this.settings): Promise<ChannelConnection> {
    const connection = await definition.connect(settings, this.host)
    this.#connections.push(connection)
    return connection
  }

  /** Receives until the condition holds; resolves to what `receive` ended with. */
  async receiveUntil(what: string, condition: () => boolean, settings?: TwitterSettings): Promise<unknown> {
    const stop = new AbortController()
    const connection = await this.connect(settings)
    const ended = connection.receive?.(stop.signal).then(
      () => null,
      (error: unknown) => error,
    )
    const failed = Promise.withResolvers<never>()
    ended?.then((error) => (error === null ? undefined : failed.reject(error)), failed.reject)
    failed.promise.catch(() => undefined)
    await Promise.race([until(what, condition, 10_000), failed.promise])
    stop.abort()
    return ended
  }

  /** All of the ledger as it is read. */
  async events(): Promise<InboundEvent[]> {
    const self = definition.self(this.settings)
    return (await Promise.all([...this.host.rows.values()].map((raw) => definition.normalise(raw, self)))).flat()
  }

  reply(text: string, more: Partial<ReplyContext> = {}, message: Partial<OutboundMessage> = {}): OutboundMessage {
    const envelope = definition.address({
      token: 'token',
      reportToken: 'report',
      self: definition.self(this.settings),
      contact: { key: customers[0]?.id ?? '', displayName: null },
      subject: null,
      history: [],
      ...more,
    })
    return {
      id: crypto.randomUUID(),
      envelope,
      body: definition.render(text),
      attachments: [],
      createdAt: new Date(),
      ...message,
    }
  }

  /** A reply in public, below this post. */
  publicReply(text: string, post: string, message: Partial<OutboundMessage> = {}): OutboundMessage {
    const history = [{ direction: 'inbound' as const, externalId: `post:${post}`, references: [], way: 'public' }]
    return this.reply(text, { history, way: 'public' }, message)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection[Symbol.asyncDispose]()))
    await this.x[Symbol.asyncDispose]()
  }
}

export function file(bytes: Uint8Array<ArrayBuffer>, mediaType: string, fileName = 'file') {
  return { fileName, mediaType, size: bytes.length, contentId: null, open: async () => new Blob([bytes]).stream() }
}

export const never = new AbortController().signal

/** What a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ unexpected: value }),
    (error: unknown) => error,
  )
}
