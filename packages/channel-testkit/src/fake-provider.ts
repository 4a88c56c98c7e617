/** The shape every channel's fake provider has, so that one suite can put any channel to the test. */
import type { ChannelErrorKind } from '@cordboard/core/channel/error'

/** What a customer writes. `marker` is an ASCII word found nowhere else; it stands in the text. */
export type CustomerMessage = {
  marker: string
  text: string
  /** Left out where the provider carries no HTML. */
  html?: string
  files?: readonly { fileName: string; mediaType: string; bytes: Uint8Array }[]
}

/** What the customers' side of the provider holds: the truth about what was sent. */
export type DeliveredReply = {
  /** Everyone it went to, as identity keys, whether visible to the others or not. */
  recipients: readonly string[]
  /** All that a recipient can read or see: headers, text and HTML, decoded. */
  visible: string
  files: readonly { fileName: string; bytes: Uint8Array }[]
  /** The id the reply carries on the provider's side, where the channel fixes it. */
  externalId: string | null
}

export type Customer = { key: string; displayName: string | null }

/** A certain refusal: nothing was taken. */
export type Refusal = Exclude<ChannelErrorKind, 'unconfirmed'>

/**
 * One account at one provider, healthy until told otherwise. Runs in this process or as a child of it; its ports and folders
 * are its own. Faults hold for the next hand-over (`refuse…`, `…AfterTaking`) or until healed (`down`).
 */
export interface FakeProvider<Settings> extends AsyncDisposable {
  /** Complete and right: a connection made with these works. */
  settings(): Settings
  /** The same with a secret the provider refuses. */
  wrongCredentials(): Settings
  /** Every secret of both settings: none of them may be found in a log line, a state or an error. */
  secrets(): readonly string[]
  /** At least ten people; the desk has written with none of them. */
  customers: readonly Customer[]
  /** The first customer writes. Resolves once the provider has the message. */
  customerSends(message: CustomerMessage): Promise<void>
  /** A message this account itself wrote turns up among the incoming ones. */
  ownMessageAppears(message: CustomerMessage): Promise<void>
  /** In order of arrival. What the desk sent to itself to prove its settings is left out. */
  delivered(): Promise<readonly DeliveredReply[]>
  /** What customers see of them now, edited and without what was taken back. Left out where `delivered` says that. */
  shown?(): Promise<readonly DeliveredReply[]>
  /** The first customer writes by one of the channel's ways; resolves to the message's id, as events have it. */
  customerWritesBy?(way: string): Promise<string>
  /** For a provider that calls us: settings for that, our address as it knows it, and a call with a message, proven as it proves them. */
  hook?: { url: string; settings(): Settings; call(message: CustomerMessage): Promise<Request> }
  /** Open connections of the desk. */
  connections(): number

  /** The next hand-over is refused, and nothing taken. */
  refuse(kind: Refusal): Promise<void>
  /** The next message is taken for all but these; only asked where a reply may have copies. */
  refuseRecipients(keys: readonly string[]): Promise<void>
  /** The next message is taken and then not a word is said. */
  goSilentAfterTaking(): Promise<void>
  /** The next message is taken and then the connection is cut. */
  cutAfterTaking(): Promise<void>
  /** Open connections are cut; new ones are welcome. */
  cutLinks(): Promise<void>
  /** Open connections are cut and new ones refused, until `up`. */
  down(): Promise<void>
  up(): Promise<void>
}
