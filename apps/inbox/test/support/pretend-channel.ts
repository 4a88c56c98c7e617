/** A channel whose provider is an object: what customers write is JSON, what goes wrong is asked for. */
import type {
  ChannelConnection,
  ChannelDefinition,
  ChannelHost,
  OutboundMessage,
  RawMessage,
  Receipt,
} from '@cordboard/core/channel/channel'
import type { Change, Envelope, InboundEvent, InboundMessage } from '@cordboard/core/message'
import { tokenPrefix } from '@cordboard/core/reply-token'
import { z } from 'zod'

const settingsSchema = z.strictObject({
  address: z.string().min(3),
  secret: z.string().min(1),
  note: z.string().optional(),
})
export type PretendSettings = z.infer<typeof settingsSchema>

export type PretendMail = {
  id: string
  from: string
  name?: string
  subject?: string
  text: string
  html?: string
  references?: string[]
  automation?: InboundMessage['automation']
  files?: { name: string; text: string }[]
  report?: {
    reportId?: string
    about: string[]
    recipients?: string[]
    outcome: 'delivered' | 'read' | 'delayed' | 'failed'
  }
  own?: boolean
  /** Where they are others than `id`. */
  ids?: string[]
  proof?: InboundMessage['senderProof']
  /** The provider's own conversation. */
  chat?: string
  group?: { key: string; name: string }
  way?: string
  /** Files that have to be fetched; `size` in bytes. Without a `ref`: the provider does not give it. */
  remote?: { name: string; size: number | null; ref: string | null }[]
  /** It changes the message that bears the id `about`; what it says otherwise is `id`, `from` and `text`. */
  change?: { id: string; about: string } & (
    | { edited: string }
    | { deleted: true }
    | { added: string | null }
    | { reacted: string[] }
  )
  fault?: 'unreadable' | 'throws' | 'hangs' | 'eats_memory'
}

export type StoredMail = { bytes: Uint8Array; receivedAt: Date }

/** A fault of one hand-over: thrown before the provider takes the message, or after it did. */
export type SendFault = { error: Error; when: 'before' | 'after' } | { hang: true }

/** One account at the provider. */
export class PretendMailbox {
  readonly mails: StoredMail[] = []
  /** What customers got, in order. */
  readonly delivered: OutboundMessage[] = []
  readonly sendFaults: SendFault[] = []
  /** Thrown by the next calls of receive. */
  readonly receiveFaults: Error[] = []
  connections = 0
  /** Files customers sent, by their handle; one that is missing cannot be had. */
  readonly files = new Map<string, string>()
  /** Thrown by the next calls that are no sends. */
  readonly faults: Error[] = []
  /** What became of delivered messages, and for whom somebody was typing. */
  readonly edits: OutboundMessage[] = []
  readonly retracted: string[] = []
  readonly typing: Envelope[] = []
  /** The provider thinks about every edit until what this gives is called; `editing` resolves when it begins to. */
  holdEdits(): () => void {
    const [held, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    this.editing = begun.promise
    this.thinks = () => {
      begun.resolve()
      return held.promise
    }
    return held.resolve
  }
  editing: Promise<void> = Promise.resolve()
  thinks: () => Promise<void> = () => Promise.resolve()
  /** Does not hear that it should stop receiving. */
  deaf = false
  receiving = 0
  #waiting: (() => void)[] = []

  add(mail: PretendMail, receivedAt = new Date()): void {
    this.addBytes(new TextEncoder().encode(JSON.stringify(mail)), receivedAt)
  }

  addBytes(bytes: Uint8Array, receivedAt = new Date()): void {
    this.mails.push({ bytes, receivedAt })
    this.wake()
  }

  /** Ends every waiting receive with its next fault, or lets it look again. */
  wake(): void {
    for (const go of this.#waiting.splice(0)) go()
  }

  async waitForMail(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      if (signal.aborted && !this.deaf) return resolve()
      this.#waiting.push(resolve)
      if (!this.deaf) signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}

/** Mailboxes by address, made when first asked for. */
export class PretendProvider {
  readonly #mailboxes = new Map<string, PretendMailbox>()

  mailbox(address: string): PretendMailbox {
    const known = this.#mailboxes.get(address) ?? new PretendMailbox()
    this.#mailboxes.set(address, known)
    return known
  }
}

export function pretendChannel(provider: PretendProvider): ChannelDefinition<PretendSettings> {
  return {
    id: 'pretend',
    label: 'Pretend',
    settings: settingsSchema,
    secretFields: ['secret'],
    capabilities: {
      body: { formats: ['text'], maxLength: 10_000 },
      attachments: { maxCount: 10, maxBytes: 20_000_000, mediaTypes: ['*/*'] },
      threading: 'headers',
      initiate: true,
      replyWindowHours: null,
      resend: 'may_duplicate',
      copies: null,
      signature: false,
      automaticAnswers: true,
    },
    self: ({ address }) => ({ keys: [address], displayName: null }),
    normalise,
    tokenIn: (id) => (id.startsWith(`<${tokenPrefix}`) && id.endsWith('@desk>') ? id.slice(1, -'@desk>'.length) : null),
    address: ({ token, reportToken, self, contact, subject, history }) => ({
      externalId: `<${token}@desk>`,
      reportId: reportToken,
      from: self.keys[0]!,
      to: [contact.key],
      cc: [],
      bcc: [],
      subject,
      inReplyTo: history.at(-1)?.externalId ?? null,
      references: history.flatMap(({ externalId }) => (externalId === null ? [] : [externalId])),
    }),
    render: (markdown) => ({ text: markdown, html: null }),
    connect: (settings, host) => Promise.resolve(connect(provider.mailbox(settings.address), host)),
  }
}

function connect(mailbox: PretendMailbox, host: ChannelHost<PretendSettings>): ChannelConnection {
  mailbox.connections += 1
  return {
    async receive(signal) {
      mailbox.receiving += 1
      try {
        await receive(mailbox, host, signal)
      } finally {
        mailbox.receiving -= 1
      }
    },
    async send(message): Promise<Receipt> {
      const fault = mailbox.sendFaults.shift()
      if (fault && 'hang' in fault) await new Promise(() => undefined)
      if (fault && 'error' in fault && fault.when === 'before') throw fault.error
      mailbox.delivered.push(message)
      if (fault && 'error' in fault) throw fault.error
      return { externalIds: [message.envelope.externalId!], refused: [] }
    },
    verify: () => Promise.resolve({ steps: [] }),
    findSent: (message) =>
      Promise.resolve(mailbox.delivered.some(({ id }) => id === message.id) ? message.envelope.externalId : null),
    [Symbol.asyncDispose]() {
      mailbox.connections -= 1
      return Promise.resolve()
    },
  }
}

async function receive(
  mailbox: PretendMailbox,
  host: ChannelHost<PretendSettings>,
  signal: AbortSignal,
): Promise<void> {
  let next = Number((await host.loadCursor())?.next ?? 0)
  while (!signal.aborted || mailbox.deaf) {
    const fault = mailbox.receiveFaults.shift()
    if (fault) throw fault
    const fresh = mailbox.mails.slice(next)
    if (fresh.length > 0) {
      await host.accept(
        fresh.map((mail, index) => rawOf(mail, String(next + index))),
        { next: next + fresh.length },
      )
      next += fresh.length
    }
    host.reportState({ state: 'connected', detail: 'New mail arrives by itself.', nextAction: 'none', progress: null })
    if (next >= mailbox.mails.length) await mailbox.waitForMail(signal)
  }
}

export function rawOf({ bytes, receivedAt }: StoredMail, key: string): RawMessage {
  return { bytes, mediaType: 'application/json', key, receivedAt }
}

export async function normalise(raw: RawMessage): Promise<InboundEvent[]> {
  const mail = JSON.parse(new TextDecoder().decode(raw.bytes)) as PretendMail
  if (mail.fault === 'throws') throw new Error('a fault in the parser')
  if (mail.fault === 'hangs') for (;;);
  if (mail.fault === 'eats_memory')
    for (const eaten: string[][] = []; ;) eaten.push(Array.from({ length: 1e6 }, String))
  if (mail.fault === 'unreadable') {
    return [{ kind: 'unreadable', externalId: mail.id, reason: 'Not a mail.', from: senderOf(mail), subject: null }]
  }
  const message = messageOf(mail, raw)
  if (mail.change) return [changeOf(mail, mail.change, message)]
  if (mail.own)
    return [{ kind: 'own_message', externalId: mail.id, threadIds: mail.ids ?? [mail.id], otherwise: message }]
  if (!mail.report) return [message]
  return [
    {
      kind: 'delivery_report',
      externalId: mail.id,
      reportId: null,
      recipients: [],
      ...mail.report,
      detail: 'The mailbox is full.',
      technical: '5.2.2',
      otherwise: message,
    },
  ]
}

function senderOf({ from, name }: PretendMail): InboundMessage['from'] {
  return { key: from.toLowerCase(), address: from, displayName: name ?? null }
}

function changeOf(
  mail: PretendMail,
  { id, about, ...what }: NonNullable<PretendMail['change']>,
  otherwise: InboundMessage,
): InboundEvent {
  const change: Change =
    'edited' in what
      ? { type: 'edited', body: bodyOf(what.edited) }
      : 'deleted' in what
        ? { type: 'deleted' }
        : 'added' in what
          ? { type: 'added', body: what.added === null ? null : bodyOf(what.added) }
          : { type: 'reacted', signs: what.reacted }
  return { kind: 'change', externalId: id, about, by: senderOf(mail), change, otherwise }
}

function bodyOf(text: string, html: string | null = null): InboundMessage['body'] {
  return { text, html, textFold: null, foldedHtml: null }
}

function messageOf(mail: PretendMail, raw: RawMessage): InboundMessage {
  return {
    kind: 'message',
    externalId: mail.id,
    threadIds: mail.ids ?? [mail.id],
    references: mail.references ?? [],
    conversationKey: mail.chat ?? null,
    from: senderOf(mail),
    group: mail.group ? { key: mail.group.key, address: mail.group.key, displayName: mail.group.name } : null,
    ...(mail.way === undefined ? {} : { way: mail.way }),
    to: ['desk@example.com'],
    cc: [],
    subject: mail.subject ?? null,
    body: bodyOf(mail.text, mail.html),
    remoteAttachments: (mail.remote ?? []).map(({ name, size, ref }) => ({
      fileName: name,
      mediaType: 'text/plain',
      size,
      ref: ref === null ? null : { file: ref },
      ...(ref === null ? { refused: { detail: 'The provider does not give it.', sentence: null } } : {}),
    })),
    attachments: (mail.files ?? []).map(({ name, text }) => {
      const content = new TextEncoder().encode(text)
      return { fileName: name, mediaType: 'text/plain', size: content.length, contentId: null, inline: false, content }
    }),
    sentAt: raw.receivedAt,
    automation: mail.automation ?? 'none',
    senderProof: mail.proof ?? 'claimed',
    marks: [],
    forwardedFrom: null,
  }
}
