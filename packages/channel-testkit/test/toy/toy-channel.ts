/** The smallest channel that keeps the whole contract, and by its flaws many that do not. */
import { createHash } from 'node:crypto'
import type {
  AttachmentRef,
  ChannelConnection,
  ChannelDefinition,
  ChannelHost,
  OutboundMessage,
  RawMessage,
  Receipt,
  ReplyPart,
  VerificationStep,
} from '@cordboard/core/channel/channel'
import type { SignInRequest } from '@cordboard/core/channel/oauth'
import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'
import { safeFileName } from '@cordboard/core/file-name'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import { stopLimitMs } from '../../src/contract/stage.ts'
import { providerAt, ToyLinkLost, ToyRefusal, type ToyAnswer, type ToyItem, type ToyReply } from './toy-provider.ts'

export type Flaw =
  | 'takes unknown settings'
  | 'forgets a secret field'
  | 'throws on what it cannot read'
  | 'drops what it cannot read'
  | 'makes ids up'
  | 'takes its id from the time'
  | 'takes its own messages for a customer’s'
  | 'lets scripts through'
  | 'keeps hostile file names'
  | 'confirms before storing'
  | 'moves its cursor first'
  | 'skips one when it reconnects'
  | 'numbers keys by delivery'
  | 'does not wait for the store'
  | 'ignores abort while receiving'
  | 'returns when the link is lost'
  | 'throws plain errors'
  | 'goes on without the lease'
  | 'leaves its link open'
  | 'retries by itself'
  | 'hides who was refused'
  | 'calls silence sent'
  | 'calls silence transient'
  | 'adds a recipient'
  | 'mixes concurrent replies'
  | 'ignores abort while sending'
  | 'sends after an early abort'
  | 'shows the secret at the provider'
  | 'writes the secret to the log'
  | 'puts the secret in an error'
  | 'verifies only receiving'
  | 'throws from verify'
  | 'addresses everybody'
  | 'loses words when it divides'
  | 'hides what it can do'
  | 'edits by sending anew'
  | 'takes nothing back'
  | 'cuts a file it fetches'
  | 'says yes before storing'

const settingsSchema = z.strictObject({
  place: z.string(),
  account: z.string(),
  auth: z.strictObject({ secret: z.string() }),
})
export type ToySettings = z.infer<typeof settingsSchema>

/** Files of this type stay with the provider until they are fetched. */
export const farType = 'application/x-far'

/** How long a hand-over waits for its answer. */
export const toyAnswerTimeoutMs = 150

const itemSchema = z.object({
  number: z.number(),
  from: z.string().min(1),
  text: z.string(),
  html: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), type: z.string(), base64: z.base64() })),
})

/** The toy, sound or with one flaw. */
export function toyChannel(flaw?: Flaw): ChannelDefinition<ToySettings> {
  return {
    id: 'toy',
    label: 'Toy',
    settings: flaw === 'takes unknown settings' ? z.object(settingsSchema.shape) : settingsSchema,
    secretFields: flaw === 'forgets a secret field' ? [] : ['auth.secret'],
    capabilities: {
      body: { formats: ['text'], maxLength: 4_000 },
      attachments: { maxCount: 5, maxBytes: 1_000_000, mediaTypes: ['*/*'] },
      threading: 'conversation',
      initiate: true,
      replyWindowHours: null,
      resend: 'may_duplicate',
      copies: null,
      signature: false,
      automaticAnswers: false,
      edits: { withinHours: null },
      ...(flaw === 'hides what it can do' ? {} : { retracts: { withinHours: null } }),
    },
    self: ({ account }) => ({ keys: [account], displayName: null }),
    normalise: async (raw, self) => read(raw, self.keys, flaw),
    address: ({ contact, self, token }) => ({
      externalId: `toy-${token}`,
      from: self.keys[0] ?? '',
      to: flaw === 'addresses everybody' ? [contact.key, 'customer-1'] : [contact.key],
      cc: [],
      bcc: [],
      subject: null,
      inReplyTo: null,
      references: [],
    }),
    render: (markdown) => ({ text: markdown, html: flaw === 'lets scripts through' ? markdown : null }),
    split: ({ markdown, files }) => divided(markdown, files, flaw),
    oauth: {
      begin: ({ auth }, request) => signInPage(auth.secret, request, flaw),
      finish: async () => ({}),
    },
    connect: async (settings, host) => new ToyConnection(settings, host, flaw),
  }
}

function divided(markdown: string, files: readonly unknown[], flaw?: Flaw): ReplyPart[] {
  const length = flaw === 'loses words when it divides' ? 3_900 : 4_000
  const count = Math.max(1, Math.ceil(markdown.length / 4_000))
  return Array.from({ length: count }, (_, n) => ({
    markdown: markdown.slice(n * 4_000, n * 4_000 + length),
    files: n === count - 1 ? [...files.keys()] : [],
  }))
}

/** An app of the operator's is known by what its secret begins with. */
function signInPage(secret: string, { redirectUri, state, codeChallenge }: SignInRequest, flaw?: Flaw): string | null {
  if (!secret.startsWith('app-')) return null
  const asked = { redirect_uri: redirectUri, state, code_challenge: codeChallenge, code_challenge_method: 'S256' }
  const page = new URLSearchParams(asked)
  if (flaw === 'shows the secret at the provider') page.set('client_secret', secret)
  return `https://toy.example.com/authorize?${page.toString()}`
}

function read(raw: RawMessage, ownKeys: readonly string[], flaw?: Flaw): InboundEvent[] {
  const hash = createHash('sha256').update(raw.bytes).digest('hex')
  const parsed = parse(raw.bytes)
  if (parsed === null && flaw === 'throws on what it cannot read') throw new Error('Unexpected token')
  if (parsed === null && flaw === 'drops what it cannot read') return []
  if (parsed === null)
    return [
      { kind: 'unreadable', externalId: hash, reason: 'This message could not be read.', from: null, subject: null },
    ]
  const message = messageOf(parsed, externalIdOf(hash, raw, flaw), flaw)
  if (!ownKeys.includes(parsed.from) || flaw === 'takes its own messages for a customer’s') return [message]
  return [{ kind: 'own_message', externalId: message.externalId, threadIds: message.threadIds, otherwise: message }]
}

function externalIdOf(hash: string, raw: RawMessage, flaw?: Flaw): string {
  if (flaw === 'makes ids up') return crypto.randomUUID()
  if (flaw === 'takes its id from the time') return String(raw.receivedAt.getTime())
  return hash
}

function parse(bytes: Uint8Array): ToyItem | null {
  try {
    return itemSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return null
  }
}

function messageOf({ from, text, html, files }: ToyItem, externalId: string, flaw?: Flaw): InboundMessage {
  const far = files.filter(({ type }) => type === farType)
  const attachments = files
    .filter(({ type }) => type !== farType)
    .map(({ name, type, base64 }) => {
      const content = Buffer.from(base64, 'base64')
      const fileName = flaw === 'keeps hostile file names' ? name : safeFileName(name)
      return { fileName, mediaType: type, size: content.length, contentId: null, inline: false, content }
    })
  return {
    kind: 'message',
    externalId,
    threadIds: [externalId],
    references: [],
    conversationKey: from,
    from: { key: from, address: from, displayName: null },
    to: [],
    cc: [],
    subject: null,
    body: { text, html: flaw === 'lets scripts through' ? html : null, textFold: null, foldedHtml: null },
    attachments,
    remoteAttachments: far.map(({ name, type }) => ({ fileName: name, mediaType: type, size: null, ref: { name } })),
    sentAt: null,
    automation: 'none',
    senderProof: 'proven',
    marks: [],
    forwardedFrom: null,
  }
}

class ToyConnection implements ChannelConnection {
  readonly #settings: ToySettings
  readonly #host: ChannelHost<ToySettings>
  readonly #flaw: Flaw | undefined
  #close = () => {}
  #lastReply: ToyReply | null = null

  constructor(settings: ToySettings, host: ChannelHost<ToySettings>, flaw: Flaw | undefined) {
    this.#settings = settings
    this.#host = host
    this.#flaw = flaw
    if (flaw === 'writes the secret to the log')
      host.log.info({ header: `Basic ${btoa(`desk:${settings.auth.secret}`)}` }, 'toy.connecting')
  }

  async receive(signal: AbortSignal): Promise<void> {
    const provider = providerAt(this.#settings.place)
    try {
      const link = provider.open(this.#settings.auth.secret)
      this.#close = link.close
      this.#host.reportState({ state: 'connected', detail: 'The toy listens.', nextAction: 'none', progress: null })
      const until = this.#flaw === 'ignores abort while receiving' ? link.lost : AbortSignal.any([signal, link.lost])
      let after = Number((await this.#host.loadCursor())?.['number'] ?? 0)
      if (this.#flaw === 'skips one when it reconnects' && after > 0) after++
      for (;;) after = await this.#store(await provider.pull(after, until))
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ToyLinkLost && this.#flaw === 'returns when the link is lost') return
      throw this.#translate(error)
    } finally {
      if (this.#flaw !== 'leaves its link open') this.#close()
    }
  }

  async send(message: OutboundMessage, signal: AbortSignal): Promise<Receipt> {
    if (signal.aborted && this.#flaw !== 'sends after an early abort')
      throw new ChannelError('transient', 'The reply was not sent.')
    const { to, cc, bcc, externalId } = message.envelope
    const files = await Promise.all(
      message.attachments.map(async ({ fileName, open }) => ({ fileName, bytes: await buffer(await open()) })),
    )
    const everyone = [...to, ...cc, ...bcc, ...(this.#flaw === 'adds a recipient' ? ['customer-9'] : [])]
    const reply: ToyReply = { id: externalId ?? message.id, to: everyone, text: message.body.text, files }
    this.#lastReply = reply
    await Promise.resolve()
    const taken = await this.#handOver(this.#flaw === 'mixes concurrent replies' ? this.#lastReply : reply, signal)
    const missed = this.#flaw === 'hides who was refused' ? [] : taken.refused
    const refused = missed.map((recipient) => ({ recipient, reason: 'The toy does not know this person.' }))
    return { externalIds: [taken.id], refused }
  }

  async edit({ envelope, body }: OutboundMessage): Promise<void> {
    const provider = providerAt(this.#settings.place)
    if (this.#flaw === 'edits by sending anew')
      await provider.take({ id: crypto.randomUUID(), to: envelope.to, text: body.text, files: [] }, AbortSignal.any([]))
    else provider.change(envelope.externalId, body.text)
  }

  async retract({ envelope }: OutboundMessage): Promise<void> {
    if (this.#flaw !== 'takes nothing back') providerAt(this.#settings.place).change(envelope.externalId, null)
  }

  async fetchAttachment(ref: AttachmentRef): Promise<ReadableStream<Uint8Array>> {
    try {
      const bytes = providerAt(this.#settings.place).file(String(ref['name']))
      return new Blob([this.#flaw === 'cuts a file it fetches' ? bytes.slice(1) : bytes]).stream()
    } catch (error) {
      throw this.#translate(error)
    }
  }

  async handleWebhook(request: Request): Promise<Response> {
    const stored = this.#store([itemSchema.parse(await request.json())])
    if (this.#flaw === 'says yes before storing') stored.catch(() => {})
    else await stored
    return new Response(null, { status: 204 })
  }

  async verify(_: AbortSignal, onStep?: (step: VerificationStep) => void) {
    const directions =
      this.#flaw === 'verifies only receiving' ? (['receive'] as const) : (['receive', 'send'] as const)
    const steps = directions.map((direction) => this.#tryLink(direction))
    for (const step of steps) onStep?.(step)
    return { steps }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#flaw !== 'leaves its link open') this.#close()
  }

  /** Stores what was pulled, then confirms it; returns the number of the last. */
  async #store(items: readonly ToyItem[]): Promise<number> {
    const provider = providerAt(this.#settings.place)
    const last = items.at(-1)?.number ?? 0
    const deliveries = items.map((item) => this.#raw(item))
    if (this.#flaw === 'confirms before storing') provider.confirm(last)
    if (this.#flaw === 'moves its cursor first') await this.#host.accept([], { number: last })
    const stored = this.#host.accept(deliveries, { number: last })
    if (this.#flaw === 'does not wait for the store') stored.catch(() => {})
    else if (this.#flaw === 'goes on without the lease') await stored.catch((error) => this.#ignoreLease(error))
    else await stored
    provider.confirm(last)
    return last
  }

  #raw(item: ToyItem): RawMessage {
    const key = this.#flaw === 'numbers keys by delivery' ? crypto.randomUUID() : `toy-${item.number}`
    return { bytes: Buffer.from(JSON.stringify(item)), mediaType: 'application/json', key, receivedAt: new Date() }
  }

  #ignoreLease(error: unknown): void {
    if (!(error instanceof LeaseLost)) throw error
  }

  async #handOver(reply: ToyReply, signal: AbortSignal): Promise<ToyAnswer> {
    const patience = this.#patience(signal)
    const provider = providerAt(this.#settings.place)
    let reached = false
    try {
      provider.open(this.#settings.auth.secret).close()
      reached = true
      return await provider.take(reply, patience)
    } catch (error) {
      if (error instanceof ToyRefusal && error.code === 'transient' && this.#flaw === 'retries by itself')
        return provider.take(reply, patience)
      if (error instanceof ToyRefusal || !reached) throw this.#translate(error)
      if (this.#flaw === 'calls silence sent') return { id: reply.id, refused: [] }
      throw new ChannelError(
        this.#flaw === 'calls silence transient' ? 'transient' : 'unconfirmed',
        'The toy did not say whether it took the reply.',
      )
    }
  }

  #patience(signal: AbortSignal): AbortSignal {
    if (this.#flaw === 'ignores abort while sending') return AbortSignal.timeout(stopLimitMs + 500)
    const given = this.#flaw === 'sends after an early abort' ? [] : [signal]
    return AbortSignal.any([AbortSignal.timeout(toyAnswerTimeoutMs), ...given])
  }

  #tryLink(direction: 'receive' | 'send'): VerificationStep {
    const step = { step: 'connect', direction, technical: null, durationMs: 0 }
    try {
      providerAt(this.#settings.place).open(this.#settings.auth.secret).close()
      return { ...step, ok: true, detail: 'The toy answers.' }
    } catch (error) {
      if (this.#flaw === 'throws from verify') throw error
      return { ...step, ok: false, detail: 'The toy does not let us in.' }
    }
  }

  #translate(error: unknown): unknown {
    if (this.#flaw === 'throws plain errors') return error instanceof ToyLinkLost ? new Error('ECONNRESET') : error
    const secret = this.#flaw === 'puts the secret in an error' ? this.#settings.auth.secret : ''
    if (error instanceof ToyRefusal)
      return new ChannelError(error.code, `The toy refused us ${secret}.`, { technical: error.message })
    if (error instanceof ToyLinkLost)
      return new ChannelError('transient', 'The toy cannot be reached.', { cause: error })
    return error
  }
}
