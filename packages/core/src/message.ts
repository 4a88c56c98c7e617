/** The shapes of what customers write and the desk answers, once a channel has normalised it. */
import { z } from 'zod'
import type { SentenceCode } from './sentence.ts'

/** Where a reply goes and how it is threaded. Frozen when the agent clicks Send: what is stored is what goes on the wire. */
export type Envelope = {
  /** The message id we fix ourselves, where the channel allows it. */
  externalId: string | null
  /**
   * What only the servers on the way see, where the channel has such a thing: a report about the message that names it is believed.
   * Missing in envelopes stored before there was one.
   */
  reportId?: string | null
  from: string
  to: readonly string[]
  cc: readonly string[]
  bcc: readonly string[]
  subject: string | null
  inReplyTo: string | null
  /** Oldest first, as they stand in the header. */
  references: readonly string[]
  /** The provider's own conversation it goes to, where the channel has such a thing. */
  conversationKey?: string | null
  /** Which of the channel's `ways` it goes by. Missing where the channel has but one. */
  way?: string
  /** Nobody wrote it: it says so to whatever receives it, and asks for no answer. */
  automatic?: true
}

/** Who wrote, as the channel identifies people: never a name, never a header that can be chosen freely. */
export type Sender = {
  /** Normalised identity: a lower-case address, a numeric id. */
  key: string
  /** The identity as it was written, for display. */
  address: string
  displayName: string | null
}

export type InboundAttachment = {
  fileName: string
  mediaType: string
  /** Bytes. */
  size: number
  contentId: string | null
  inline: boolean
  content: Uint8Array
}

/**
 * A file the raw message only mentions. The message is shown at once; the desk fetches the file through the connection's
 * `fetchAttachment` afterwards, as often as it takes.
 */
export type RemoteAttachment = {
  fileName: string
  mediaType: string
  /** Bytes; `null` where the provider does not say. */
  size: number | null
  /**
   * The handle, JSON, without secrets; `null` for a file that cannot be had at all. Where it may change while the file stays the same,
   * its `uniqueId` does not.
   */
  ref: Record<string, unknown> | null
  /** Why it cannot be had, in one sentence. Only where `ref` is `null`. */
  refused?: { detail: string; sentence: SentenceCode | null }
}

/** Mail nobody wrote is shown and marked, never answered by itself, and never re-opens a conversation. */
export type Automation = 'none' | 'auto_reply' | 'bulk' | 'bounce' | 'report'

/**
 * What is known of a sender's claim to be who they say: `proven` when the provider or their own domain vouches for it, `claimed` when
 * nobody does, `refuted` when their domain denies it. Only `refuted` keeps a message out of the conversation it refers to.
 */
export const senderProofSchema = z.enum(['proven', 'claimed', 'refuted'])
export type SenderProof = z.infer<typeof senderProofSchema>

/** What is special about a message's form. `incomplete`: not all of it could be shown; its bytes are whole. */
export const messageMarkSchema = z.enum(['signed', 'encrypted', 'invitation', 'forwarded', 'incomplete'])
export type MessageMark = z.infer<typeof messageMarkSchema>

export type InboundBody = {
  text: string
  /** What `text` says where it is a sentence of the channel's, for a message that has no words of its own. */
  sentence?: SentenceCode | null
  /** Sanitised by the channel; still shown only inside a frame that can neither run nor load anything. */
  html: string | null
  /** Where in `text` the quoted history starts (UTF-16 offset); `null` when nothing is quoted. */
  textFold: number | null
  /** The part of `html` above the quoted history; `null` when nothing was folded away. */
  foldedHtml: string | null
}

export type InboundMessage = {
  kind: 'message'
  /** Unique per account: the same customer message always gives the same id, however often it is delivered. */
  externalId: string
  /** Ids other messages may refer to this one by. */
  threadIds: readonly string[]
  /** Ids of messages this one answers, nearest first. */
  references: readonly string[]
  /**
   * The provider's own conversation, where `capabilities.threading` is not `headers`. It also leads to a reply whose receipt names it: one
   * that was sent there from another conversation.
   */
  conversationKey: string | null
  from: Sender
  /**
   * The group it was written in. Its members are vouched for by the provider: whoever writes there, it is the group's one conversation,
   * and replies go to the group. Missing where somebody writes for themselves.
   */
  group?: Sender | null
  /** Which of the channel's `ways` it came by. Missing where the channel has but one. */
  way?: string
  to: readonly string[]
  cc: readonly string[]
  /** Where the sender asks for answers, when it is elsewhere. Shown, never followed: anybody may write anything there. */
  replyTo?: readonly string[]
  subject: string | null
  body: InboundBody
  attachments: readonly InboundAttachment[]
  remoteAttachments?: readonly RemoteAttachment[]
  /** What the sender claims; for display only. */
  sentAt: Date | null
  automation: Automation
  senderProof: SenderProof
  marks: readonly MessageMark[]
  /** Whoever wrote what was forwarded, as the text has it: a suggestion, never an identity. `null` for everything else. */
  forwardedFrom: Sender | null
}

/** What the provider later says about a reply of ours. */
export type DeliveryReport = {
  kind: 'delivery_report'
  externalId: string
  /** The envelope's `reportId`, as the report gives it back; `null` when it names none. */
  reportId: string | null
  /** Ids by which the reply can be found otherwise. Whoever got the reply, or an answer that quotes it, knows them. */
  about: readonly string[]
  /** Identity keys of the recipients the report speaks of. */
  recipients: readonly string[]
  outcome: 'delivered' | 'read' | 'delayed' | 'failed'
  detail: string
  /** What `detail` says, for other languages. */
  sentence?: SentenceCode | null
  technical: string | null
  /** A report nobody can match is shown as a message of its own. */
  otherwise: InboundMessage
}

/** One of our own messages, seen again (a copy of what we sent, a list echo). */
export type OwnMessage = {
  kind: 'own_message'
  externalId: string
  threadIds: readonly string[]
  otherwise: InboundMessage
}

/**
 * Something later changes a message that is there. Only whoever wrote the message changes its words; a change of anybody else's, or of a
 * message nobody here knows, is shown as `otherwise`.
 */
export type MessageChange = {
  kind: 'change'
  /** Of the change itself: the same change always gives the same id. */
  externalId: string
  /** An id among the `threadIds` of the message it changes. */
  about: string
  /** Who changed it; their `key` is compared with the message's sender. */
  by: Sender
  change: Change
  otherwise: InboundMessage
}

export type Change =
  /** New words; the former ones are kept beside them, and files of `otherwise` that are not there yet come after those that are. */
  | { type: 'edited'; body: InboundBody }
  /** Its sender took it back. It stays readable, marked as such. */
  | { type: 'deleted' }
  /** One more part of it, such as the next photo of an album; `body` where the words come with this part. */
  | { type: 'added'; body: InboundBody | null }
  /** All signs this person has on it now, such as `👍`; none: taken back. Of anybody in the conversation, on any message of it. */
  | { type: 'reacted'; signs: readonly string[] }

/** What could not be read: shown as an entry with its bytes, never dropped. */
export type UnreadableMessage = {
  kind: 'unreadable'
  externalId: string
  /** One sentence for the agent. */
  reason: string
  /** What `reason` says, for other languages. */
  sentence?: SentenceCode | null
  from: Sender | null
  subject: string | null
}

export type InboundEvent = InboundMessage | DeliveryReport | OwnMessage | MessageChange | UnreadableMessage
