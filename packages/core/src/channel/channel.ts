/**
 * What a channel is to Cordboard: one package per line a customer may write on.
 *
 * A channel has two halves. The **definition** is static data and pure functions; settings screens, validation and replay
 * need only it. The **connection** is the live half of one account and the only place with sockets.
 */
import type { z } from 'zod'
import type { Envelope, InboundEvent, Sender, SenderProof } from '../message.ts'
import type { SentenceCode } from '../sentence.ts'
import type { AccountState } from './account-state.ts'
import type { Gap } from './gap.ts'
import type { Inventory, InventoryProgress } from './inventory.ts'
import type { Place } from './place.ts'
import type { ChannelOAuth, Renewal } from './oauth.ts'
import type { PretendProvider } from './pretend.ts'

/** Limits are data, so the composer and `planDelivery` read them without asking the channel. */
export type Capabilities = {
  body: BodyLimits
  attachments: AttachmentLimits | null
  /** How an inbound message finds its conversation: by header references, by a provider's conversation, by a session. */
  threading: 'headers' | 'conversation' | 'session'
  /** May the desk write first, or only answer? */
  initiate: boolean
  replyWindowHours: number | null
  /** What happens when the same message is handed to the provider twice. */
  resend: 'deduplicated' | 'may_duplicate'
  /**
   * Whom a message can go to besides the customer, by copy and by blind copy; `null`: nobody. `addressPattern` is the source of a
   * regular expression (flag `u`) that says of typed text whether it can be an address; `recipient` has the last word.
   */
  copies: { maxCount: number; addressPattern: string } | null
  /** Whether messages end with a signature, as letters do. */
  signature: boolean
  /** Whether a first message may be answered by the desk itself, saying that it came. */
  automaticAnswers: boolean
  /** Whether a reply may name the message of the conversation it answers. */
  namesMessages?: true
  /** The ways a customer can be answered, where there is more than one, each with limits of its own. */
  ways?: readonly Way[]
  /** Whether the words of a sent message can be changed, and taken back; and for how long. Where they can, connections have the method. */
  edits?: Changeable
  retracts?: Changeable
  /** Whether the customer can be shown that an answer is being written. Where it can, connections have `showTyping`. */
  showsTyping?: true
}

/** For how long after it was sent; `ways` where only what went by one of them. */
export type Changeable = { withinHours: number | null; ways?: readonly string[] }

/** `maxLength` counts UTF-16 units, or what `weights` make of the text. */
export type BodyLimits = {
  formats: readonly ('text' | 'html' | 'markdown')[]
  maxLength: number
  weights?: LengthWeights
}

/** How a provider counts text that does not count every character alike. */
export type LengthWeights = {
  /** What a code point outside all `ranges` counts. */
  usual: number
  /** First and last code point, both included, and what each between them counts. */
  ranges: readonly { first: number; last: number; weight: number }[]
  /** What a link counts, however long; `null`: as its characters. */
  link: number | null
  /** What an emoji counts that is made of several code points; `null`: as they do. */
  emoji: number | null
}

/** No files at all are `null` in place of this. `maxBytes` bounds all files of one message together, `maxBytesEach` every one of them. */
export type AttachmentLimits = {
  maxCount: number
  maxBytes: number
  maxBytesEach?: number
  mediaTypes: readonly string[]
}

/** One of several ways to the same customer, such as in public and in private. A reply goes by the way of the newest inbound message. */
export type Way = {
  id: string
  label: string
  /** Anybody can read it. */
  public: boolean
  /** The ways of inbound messages after which this one is open to a reply. */
  after: readonly string[]
  body: BodyLimits
  attachments: AttachmentLimits | null
}

/**
 * One raw message as the provider gave it, and as the ledger keeps it. Equal bytes under another key count as the same message seen
 * again, so where a provider's own form would be equal for two messages, put its id among the bytes.
 */
export type RawMessage = {
  bytes: Uint8Array
  mediaType: string
  /** Unique per account: the provider's own identity of this message. */
  key: string
  receivedAt: Date
}

/** The addresses (normalised identity keys) and names this account itself writes under, to recognise its own messages. */
export type OwnIdentities = {
  keys: readonly string[]
  displayName: string | null
  /** Whose word on who wrote a message is taken, as the channel names such servers. Missing in accounts stored before there was one. */
  trusts?: readonly string[]
}

/** How far an account has been read on the provider's side. Opaque to everything but the channel; JSON. */
export type Cursor = Record<string, unknown>

/** A file a reply carries. `open` may be called more than once and streams from the blob store. */
export type OutboundAttachment = {
  fileName: string
  mediaType: string
  /** Bytes. */
  size: number
  /** Set for an image shown inside the body. */
  contentId: string | null
  open(): Promise<ReadableStream<Uint8Array>>
}

export type OutboundMessage = {
  /** Our id of the message; stable over every attempt. */
  id: string
  envelope: Envelope
  body: { text: string; html: string | null }
  attachments: readonly OutboundAttachment[]
  createdAt: Date
  /** Ids the provider gave it since, where it was handed over before. */
  providerIds?: readonly string[]
}

/** The provider took the message. Ids it gave (or replaced ours by) join the threading index. */
export type Receipt = {
  externalIds: readonly string[]
  /** Recipients the provider refused while taking the message for the others. */
  refused: readonly RefusedRecipient[]
  /** How much all files of one message may have, in bytes, as the provider says; missing where it does not. */
  maxFileBytes?: number | null
}

export type RefusedRecipient = {
  recipient: string
  /** One sentence. */
  reason: string
  /** What `reason` says, for other languages. */
  sentence?: SentenceCode | null
}

/** A handle by which a connection fetches a file the raw message only mentions. */
export type AttachmentRef = Record<string, unknown>

export type VerificationStep = {
  /**
   * Stable name of the step, for translation: `dns`, `connect`, `tls`, `sign_in`, `read`, `send`, `receive`; where nothing can be sent to
   * oneself, `token`, `delivery`, `groups`, `permission`.
   */
  step: string
  direction: 'receive' | 'send'
  ok: boolean
  /** One sentence a person can act on. */
  detail: string
  /** What `detail` says, for other languages. */
  sentence?: SentenceCode | null
  /** The provider's own words, copyable; never holds a secret. */
  technical: string | null
  durationMs: number
}

export type Verification = { steps: VerificationStep[] }

export type Log = {
  debug(fields: Record<string, unknown>, event: string): void
  info(fields: Record<string, unknown>, event: string): void
  warn(fields: Record<string, unknown>, event: string): void
  error(fields: Record<string, unknown>, event: string): void
}

/** Everything a connection may ask of the world. */
export interface ChannelHost<Settings> {
  /** Where providers reach this account's `handleWebhook` from outside; `null` where the desk has no address that others know. */
  hookUrl: string | null
  /** Counts what a provider is paid for, per account and day (UTC). Durable when it resolves. */
  countUse(uses: Readonly<Record<string, number>>): Promise<void>
  /** What was counted today. */
  usedToday(): Promise<Readonly<Record<string, number>>>
  /**
   * Stores raw messages and the cursor in one transaction. Resolves when they are committed; only then may the connection
   * confirm to the provider. A message whose key is already stored is skipped. Rejects with `LeaseLost` when another process
   * holds the account: stop at once.
   */
  accept(batch: readonly RawMessage[], cursor?: Cursor): Promise<void>
  loadCursor(): Promise<Cursor | null>
  /** Which of these provider keys the ledger already has: for filling holes and completeness checks. */
  knownKeys(keys: readonly string[]): Promise<Set<string>>
  /** Keeps settings the provider changed. Durable when it resolves. Credentials that are replaced by use: `renewCredentials`. */
  saveSettings(patch: Partial<Settings>): Promise<void>
  /**
   * Renews credentials once for all processes that find them stale at the same time: one exchanges, the others wait and get what it
   * stored. Resolves to the account's settings as they are stored then; durable before anybody gets them, and no line is dialled
   * anew for it. Waits for at most a minute. Throws what `exchange` throws, or a `transient` `ChannelError`.
   */
  renewCredentials(renewal: Renewal<Settings>): Promise<Settings>
  reportState(state: AccountState): void
  /** Records history that is gone. Durable when it resolves; the same place and `since` reported again are recorded once. */
  reportGap(gap: Gap): Promise<void>
  /** Refuses hosts the operator has not allowed (private ranges); resolves to the address to connect to. */
  resolveHost(host: string): Promise<{ address: string; family: 4 | 6 }>
  log: Log
}

/** The live half of one account. Presence of an optional method is the capability. */
export interface ChannelConnection extends AsyncDisposable {
  /** Pulls until aborted; throws a `ChannelError` when the link is lost. The caller reconnects with back-off. */
  receive?(signal: AbortSignal): Promise<void>
  /** Verifies and takes in one call: answers success only after `accept` resolved. */
  handleWebhook?(request: Request): Promise<Response>
  /** Hands one message over. Throws a `ChannelError`; never retries by itself. */
  send(message: OutboundMessage, signal: AbortSignal): Promise<Receipt>
  fetchAttachment?(ref: AttachmentRef, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
  /** The "Test connection" button: receive and send, each proven, step by step. Reports failure as a step, never throws for one. */
  verify(signal: AbortSignal, onStep?: (step: VerificationStep) => void): Promise<Verification>
  /** The places of the provider's an account could be set to watch, in the order to show them. Throws a `ChannelError`. */
  listPlaces?(signal: AbortSignal): Promise<readonly Place[]>
  /**
   * Lists everything the provider has in the places this account watches, with what of it the ledger does not have and why. Stores and
   * changes nothing; stands beside the connection that receives; may take minutes. Throws a `ChannelError`, or the reason of `signal`.
   */
  takeInventory?(signal: AbortSignal, onProgress?: (progress: InventoryProgress) => void): Promise<Inventory>
  /**
   * Hands the messages of these keys of an inventory to `host.accept`, without a cursor. What the provider no longer has is passed by.
   * Present where `takeInventory` is. Throws as it does, and what `accept` rejects with.
   */
  takeIn?(keys: readonly string[], signal: AbortSignal): Promise<void>
  /** Gives a message that was sent the body it has now. Safe to repeat. Throws a `ChannelError`. */
  edit?(message: OutboundMessage, signal: AbortSignal): Promise<void>
  /** Takes a message back that was sent. Safe to repeat. Throws a `ChannelError`. */
  retract?(message: OutboundMessage, signal: AbortSignal): Promise<void>
  /** Lets the customer see for some seconds that an answer is being written. Throws a `ChannelError`. */
  showTyping?(envelope: Envelope, signal: AbortSignal): Promise<void>
  /**
   * What became of a send that got no answer: the provider's id if it was taken, `null` if that is not known. Where the provider shows
   * only words, an id that `isTaken` belongs to another message with the same ones.
   */
  findSent?(
    message: OutboundMessage,
    signal: AbortSignal,
    isTaken?: (externalId: string) => Promise<boolean>,
  ): Promise<string | null>
  /**
   * Files copies of sent messages where the provider keeps such: one each, however often it is asked. `onKept` is told of each that is
   * there. Throws a `ChannelError`. Missing where the provider does that itself, or nobody wants it.
   */
  keepSent?(
    messages: readonly OutboundMessage[],
    onKept: (messageId: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
}

export type WholeReply = {
  markdown: string
  files: readonly { fileName: string; mediaType: string; size: number }[]
  way?: string
}

export type ReplyPart = { markdown: string; files: readonly number[] }

export type UsePrices = {
  /** ISO 4217. */
  currency: string
  /** Price of one, by item. */
  items: Readonly<Record<string, number>>
  /** As much a day; `null`: no end. */
  dailyLimit: number | null
}

/** What is known when a reply is written, for the channel to address it. */
export type ReplyContext = {
  /** Keyed token of this message (at most 64 characters, safe in a mail address): a channel may build its fixed message id from it. */
  token: string
  /** Another one, for the envelope's `reportId`: nothing that a recipient sees may show it. */
  reportToken: string
  self: OwnIdentities
  /** The customer's identity on this channel. */
  contact: { key: string; displayName: string | null }
  /** The provider's own conversation, where it has one. */
  conversationKey?: string | null
  /** The message of the conversation the agent answers, where they named one. */
  answers?: { externalId: string } | null
  /** Which of `capabilities.ways` the reply goes by. */
  way?: string
  subject: string | null
  /** The conversation's latest messages, oldest first; the `references` of each nearest first, as in `InboundMessage`. */
  history: readonly {
    direction: 'inbound' | 'outbound'
    externalId: string | null
    references: readonly string[]
    way?: string | null
  }[]
}

/** The static half of a channel: data and pure functions only. */
export interface ChannelDefinition<Settings extends object = object> {
  id: string
  label: string
  /** `false`: nobody may connect an account of it; the desk makes such accounts itself. */
  offered?: false
  settings: z.ZodType<Settings>
  /** Dotted paths into the settings whose values are sealed at rest and never leave the server. */
  secretFields: readonly string[]
  capabilities: Capabilities
  /** The identities an account with these settings writes under. */
  self(settings: Settings): OwnIdentities
  /**
   * Reads one raw message. No IO, total and deterministic: what it does not understand becomes an event that says so.
   */
  normalise(raw: RawMessage, self: OwnIdentities): Promise<InboundEvent[]>
  /**
   * Asks whoever answers for a sender about a message `normalise` found `claimed`. The network only through `lookupTxt` (text records of
   * the DNS; rejects where there are none or nobody answers in time). A failure is `claimed`.
   */
  proveSender?(raw: RawMessage, sender: Sender, lookupTxt: (name: string) => Promise<string[][]>): Promise<SenderProof>
  /** What somebody typed as a customer's address, as this channel knows people; `null` when it can be none. For channels that may write first. */
  recipient?(typed: string): { key: string; address: string } | null
  /** The token of `ReplyContext` that an id carries which looks like one of this account's own; `null` for everybody else's ids. */
  tokenIn?(id: string, self: OwnIdentities): string | null
  /** Addresses a reply; the result is stored with it and is what goes on the wire. Nobody in `to`: this customer cannot be answered. */
  address(context: ReplyContext): Envelope
  /**
   * The bodies a reply written in our Markdown subset gets on this channel. With a signature (Markdown as well; only where
   * `capabilities.signature`) the text begins with what it is without one.
   */
  render(markdown: string, signature?: string): { text: string; html: string | null }
  /**
   * Divides a reply that one message of the provider's cannot carry into several, in their order, before any is stored. The markdown of all
   * parts says what the whole says; `files` are positions in the reply's. One part where it fits. Missing: every reply fits or is refused.
   */
  split?(reply: WholeReply): readonly ReplyPart[]
  /** The address a customer opens to write to this account, for a link or a QR code; `null` where the settings do not tell yet. */
  contactUrl?(settings: Settings): string | null
  /** What each item of `countUse` costs with these settings, and where to stop for the day. */
  prices?(settings: Settings): UsePrices
  connect(settings: Settings, host: ChannelHost<Settings>): Promise<ChannelConnection>
  /** Starts a provider on this machine that the demo's account of this channel is connected to. Loads what it needs when it is called. */
  pretend?(): Promise<PretendProvider>
  /** For providers where an admin signs in on the provider's own pages. */
  oauth?: ChannelOAuth<Settings>
  /** Settings that can be found from what the admin typed (an address), best first. May use the network. */
  discover?(
    hint: string,
    host: Pick<ChannelHost<Settings>, 'resolveHost' | 'log'>,
    signal: AbortSignal,
  ): Promise<Partial<Settings>[]>
}
