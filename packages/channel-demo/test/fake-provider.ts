/** The demo's exchange with the faults of a real line: it keeps what customers wrote until a reader has it durably. */
import type {
  Customer,
  CustomerMessage,
  DeliveredReply,
  FakeProvider,
  Refusal,
} from '@cordboard/channel-testkit/fake-provider'
import { LineTrouble } from '../src/errors.ts'
import type { Exchange, HandedReply, Plug, Reader } from '../src/exchange.ts'
import type { Words } from '../src/raw.ts'
import type { DemoSettings } from '../src/settings.ts'

const lines = new Map<string, FakeLine>()

/** All fake lines as one exchange, for one definition under test. */
export const fakeExchange: Exchange = {
  plugIn: (line, reader) => lineCalled(line).plugIn(reader),
  handOver: (line, reply, signal) => lineCalled(line).handOver(reply, signal),
  reach: async (line) => lineCalled(line).mustBeUp(),
}

export async function startFakeLine(): Promise<FakeProvider<DemoSettings>> {
  return new FakeLine()
}

function lineCalled(name: string): FakeLine {
  const line = lines.get(name)
  if (!line) throw new LineTrouble('transient', 'There is no such line.')
  return line
}

class FakeLine implements FakeProvider<DemoSettings> {
  readonly customers: readonly Customer[] = Array.from({ length: 10 }, (_, index) => ({
    key: `customer-${index}`,
    displayName: null,
  }))
  readonly #name = `line-${crypto.randomUUID()}`
  readonly #waiting: Words[] = []
  readonly #delivered: DeliveredReply[] = []
  readonly #plugs = new Set<AbortController>()
  #reader: Reader | null = null
  #isUp = true
  #next: Refusal | 'silence' | 'cut' | null = null
  #count = 0

  constructor() {
    lines.set(this.#name, this)
  }

  settings(): DemoSettings {
    return { line: this.#name }
  }

  wrongCredentials(): DemoSettings {
    throw new Error('A line of the demo has no credentials.')
  }

  secrets(): readonly string[] {
    return []
  }

  async customerSends(message: CustomerMessage): Promise<void> {
    this.#write('customer-0', message)
  }

  async ownMessageAppears(message: CustomerMessage): Promise<void> {
    this.#write('desk', message)
  }

  async delivered(): Promise<readonly DeliveredReply[]> {
    return [...this.#delivered]
  }

  connections(): number {
    return this.#plugs.size
  }

  async refuse(kind: Refusal): Promise<void> {
    this.#next = kind
  }

  async refuseRecipients(): Promise<void> {
    throw new Error('A reply of the demo goes to one customer.')
  }

  async goSilentAfterTaking(): Promise<void> {
    this.#next = 'silence'
  }

  async cutAfterTaking(): Promise<void> {
    this.#next = 'cut'
  }

  async cutLinks(): Promise<void> {
    for (const plug of this.#plugs) plug.abort()
  }

  async down(): Promise<void> {
    this.#isUp = false
    await this.cutLinks()
  }

  async up(): Promise<void> {
    this.#isUp = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    lines.delete(this.#name)
  }

  mustBeUp(): void {
    if (!this.#isUp) throw new LineTrouble('transient', 'Nobody answers on this line.')
  }

  plugIn(reader: Reader): Plug {
    this.mustBeUp()
    const plug = new AbortController()
    this.#plugs.add(plug)
    this.#reader = reader
    for (const words of this.#waiting) this.#offer(words)
    const unplug = () => {
      this.#plugs.delete(plug)
      if (this.#reader === reader) this.#reader = null
    }
    plug.signal.addEventListener('abort', unplug)
    return { lost: plug.signal, [Symbol.dispose]: unplug }
  }

  async handOver({ envelope, body, files }: HandedReply, signal: AbortSignal): Promise<void> {
    this.mustBeUp()
    const fault = this.#next
    this.#next = null
    if (fault === 'transient' || fault === 'permanent') throw new LineTrouble(fault, 'The line refused this reply.')
    const recipients = [...envelope.to, ...envelope.cc, ...envelope.bcc]
    this.#delivered.push({ recipients, visible: body.text, files, externalId: envelope.externalId })
    if (fault === 'cut') throw new Error('The line was cut.')
    if (fault === 'silence') await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }

  #write(from: string, { text, files = [] }: CustomerMessage): void {
    const carried = files.map(({ fileName, mediaType, bytes }) => ({
      name: fileName,
      type: mediaType,
      base64: Buffer.from(bytes).toString('base64'),
    }))
    this.#count += 1
    const words = { id: `${this.#name}/${this.#count}`, from, name: null, subject: null, said: text, files: carried }
    this.#waiting.push(words)
    this.#offer(words)
  }

  /** What the reader could not take stays, and is offered to the next one. */
  #offer(words: Words): void {
    const stored = this.#reader?.expect(words, 0)
    stored?.then(
      () => this.#waiting.splice(this.#waiting.indexOf(words), 1),
      () => undefined,
    )
  }
}
