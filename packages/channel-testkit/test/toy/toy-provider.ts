/** A messenger that exists only here: an address book, a queue of messages that stay until confirmed, and faults. */
import { once } from 'node:events'
import type { Customer, CustomerMessage, DeliveredReply, FakeProvider, Refusal } from '../../src/fake-provider.ts'
import type { ToySettings } from './toy-channel.ts'

export type ToyItem = {
  number: number
  from: string
  text: string
  html: string | null
  files: { name: string; type: string; base64: string }[]
}
export type ToyReply = {
  id: string
  to: readonly string[]
  text: string
  files: { fileName: string; bytes: Uint8Array }[]
}

/** What the toy took a reply as, and for whom it did not. */
export type ToyAnswer = { id: string; refused: readonly string[] }

/** What a provider's answer can be, on the wire. */
export class ToyRefusal extends Error {
  readonly code: Refusal
  constructor(code: Refusal) {
    super(`The toy answered: ${code}`)
    this.code = code
  }
}

/** The link went away under the client. */
export class ToyLinkLost extends Error {}

const providers = new Map<string, ToyProvider>()

export function providerAt(place: string): ToyProvider {
  const provider = providers.get(place)
  if (!provider) throw new Error(`There is no toy at ${place}.`)
  return provider
}

export class ToyProvider implements FakeProvider<ToySettings> {
  readonly customers: readonly Customer[] = Array.from({ length: 10 }, (_, index) => ({
    key: `customer-${index}`,
    displayName: null,
  }))
  readonly #place = crypto.randomUUID()
  readonly #secret = `toy-secret-${crypto.randomUUID()}`
  readonly #wrongSecret = `wrong-secret-${crypto.randomUUID()}`
  readonly #links = new Set<AbortController>()
  readonly #delivered: DeliveredReply[] = []
  readonly #items: ToyItem[] = []
  #confirmed = 0
  #wake = () => {}
  #reachable = true
  #refusedRecipients: readonly string[] = []
  #nextHandOver: Refusal | 'silence' | 'cut' | null = null

  constructor() {
    providers.set(this.#place, this)
  }

  settings(): ToySettings {
    return { place: this.#place, account: 'desk', auth: { secret: this.#secret } }
  }

  wrongCredentials(): ToySettings {
    return { ...this.settings(), auth: { secret: this.#wrongSecret } }
  }

  secrets(): readonly string[] {
    return [this.#secret, this.#wrongSecret]
  }

  async customerSends(message: CustomerMessage): Promise<void> {
    this.#put('customer-0', message)
  }

  async ownMessageAppears(message: CustomerMessage): Promise<void> {
    this.#put('desk', message)
  }

  async delivered(): Promise<readonly DeliveredReply[]> {
    return [...this.#delivered]
  }

  readonly hook = {
    url: 'https://desk.example.com/hooks/toy/1',
    settings: () => this.settings(),
    call: async (message: CustomerMessage) => {
      const number = this.#items.length + 1
      const item: ToyItem = { number, from: 'customer-0', text: message.text, html: null, files: [] }
      return new Request(this.hook.url, { method: 'POST', body: JSON.stringify(item) })
    },
  }

  /** `null` takes it back. */
  change(id: string | null, text: string | null): void {
    const at = this.#delivered.findIndex(({ externalId }) => externalId === id)
    const reply = this.#delivered[at]
    if (reply) this.#delivered.splice(at, 1, ...(text === null ? [] : [{ ...reply, visible: text }]))
  }

  file(name: string): Uint8Array<ArrayBuffer> {
    if (!this.#reachable) throw new ToyLinkLost('Nobody answers')
    const found = this.#items.flatMap(({ files }) => files).find((file) => file.name === name)
    return Uint8Array.from(Buffer.from(found?.base64 ?? '', 'base64'))
  }

  connections(): number {
    return this.#links.size
  }

  async refuse(kind: Refusal): Promise<void> {
    this.#nextHandOver = kind
  }

  async refuseRecipients(keys: readonly string[]): Promise<void> {
    this.#refusedRecipients = keys
  }

  async goSilentAfterTaking(): Promise<void> {
    this.#nextHandOver = 'silence'
  }

  async cutAfterTaking(): Promise<void> {
    this.#nextHandOver = 'cut'
  }

  async cutLinks(): Promise<void> {
    for (const link of this.#links) link.abort(new ToyLinkLost('The line is dead'))
  }

  async down(): Promise<void> {
    this.#reachable = false
    await this.cutLinks()
  }

  async up(): Promise<void> {
    this.#reachable = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    providers.delete(this.#place)
  }

  /** The client's side: a link, whose signal aborts when it is lost. */
  open(secret: string): { lost: AbortSignal; close(): void } {
    if (!this.#reachable) throw new ToyLinkLost('Nobody answers')
    if (secret !== this.#secret) throw new ToyRefusal('needs_reauth')
    const link = new AbortController()
    this.#links.add(link)
    link.signal.addEventListener('abort', () => this.#links.delete(link))
    return { lost: link.signal, close: () => void this.#links.delete(link) }
  }

  /** Messages after `number` that were never confirmed; waits for one. What is confirmed is gone for good. */
  async pull(after: number, signal: AbortSignal): Promise<ToyItem[]> {
    for (;;) {
      signal.throwIfAborted()
      const waiting = this.#items.filter(({ number }) => number > Math.max(after, this.#confirmed))
      if (waiting.length > 0) return waiting
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
      await promise
    }
  }

  confirm(number: number): void {
    this.#confirmed = Math.max(this.#confirmed, number)
  }

  /** Takes a reply, or does what it was told to do with it. */
  async take({ id, to, text, files }: ToyReply, signal: AbortSignal): Promise<ToyAnswer> {
    if (!this.#reachable) throw new ToyLinkLost('Nobody answers')
    const fault = this.#nextHandOver
    this.#nextHandOver = null
    if (fault !== null && fault !== 'silence' && fault !== 'cut') throw new ToyRefusal(fault)
    await Promise.resolve()
    signal.throwIfAborted()
    const refused = to.filter((key) => this.#refusedRecipients.includes(key))
    this.#delivered.push({
      recipients: to.filter((key) => !refused.includes(key)),
      visible: text,
      files,
      externalId: id,
    })
    if (fault === 'cut') throw new ToyLinkLost('The line is dead')
    if (fault === 'silence') await once(signal, 'abort').then(() => signal.throwIfAborted())
    return { id, refused }
  }

  #put(from: string, { text, html, files = [] }: CustomerMessage): void {
    const carried = files.map(({ fileName, mediaType, bytes }) => ({
      name: fileName,
      type: mediaType,
      base64: Buffer.from(bytes).toString('base64'),
    }))
    this.#items.push({ number: this.#items.length + 1, from, text, html: html ?? null, files: carried })
    this.#wake()
  }
}
