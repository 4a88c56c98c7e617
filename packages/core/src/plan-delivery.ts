/** Refuses what a channel cannot carry before anything is stored, so the agent learns it while the text is still in the composer. */
import type { AttachmentLimits, Capabilities, Way } from './channel/channel.ts'
import { lengthOf } from './text-length.ts'

export type ReplyPlan = { ok: true } | { ok: false; field: PlanField; code: PlanRefusal; message: string }

type PlanField = 'text' | 'attachments' | 'cc'

export type PlanRefusal =
  | 'empty'
  | 'too_long'
  | 'no_attachments'
  | 'too_many_attachments'
  | 'attachments_too_large'
  | 'attachment_too_large'
  | 'media_type_refused'
  | 'window_closed'
  | 'no_copies'
  | 'too_many_copies'

export type PlannedReply = {
  text: string
  attachments: readonly { fileName: string; mediaType: string; size: number }[]
  /** How many people it goes to besides the customer. */
  copies: number
  /** When the customer last wrote; `null` when the desk writes first. */
  lastInboundAt: Date | null
  now: Date
  /** The channel divides what is too much for one message (`ChannelDefinition.split`), so only each part has to fit. */
  divides?: boolean
}

/** The limits of one of a channel's ways in place of those that hold for all; a way it does not have changes nothing. */
export function onWay(capabilities: Capabilities, way: string | null | undefined): Capabilities {
  const chosen = capabilities.ways?.find(({ id }) => id === way)
  return chosen ? { ...capabilities, body: chosen.body, attachments: chosen.attachments } : capabilities
}

/** The same limits with what an account's provider says of files in place of what its channel presumes. `null`: it has not said. */
export function withFileLimit(capabilities: Capabilities, maxFileBytes: number | null): Capabilities {
  const { attachments } = capabilities
  if (attachments === null || maxFileBytes === null) return capabilities
  return { ...capabilities, attachments: { ...attachments, maxBytes: maxFileBytes } }
}

/** Checks a reply against a channel's limits. Lengths are as the channel counts them, sizes bytes. */
export function planDelivery(reply: PlannedReply, capabilities: Capabilities): ReplyPlan {
  const { body, attachments: limits, replyWindowHours } = capabilities
  if (reply.text.trim() === '' && reply.attachments.length === 0)
    return refuse('text', 'empty', 'Write something or attach a file before sending.')
  const length = reply.divides ? 0 : lengthOf(reply.text, body.weights)
  if (length > body.maxLength) {
    return refuse(
      'text',
      'too_long',
      `The text has ${length} characters; this channel takes at most ${body.maxLength}.`,
    )
  }
  if (
    replyWindowHours !== null &&
    reply.lastInboundAt &&
    reply.now.getTime() - reply.lastInboundAt.getTime() > replyWindowHours * 3_600_000
  ) {
    return refuse(
      'text',
      'window_closed',
      `This channel takes replies only within ${replyWindowHours} hours of the customer's last message.`,
    )
  }
  if (reply.copies > (capabilities.copies?.maxCount ?? 0)) return refuseCopies(capabilities)
  if (reply.attachments.length === 0) return { ok: true }
  if (limits === null) return refuse('attachments', 'no_attachments', 'This channel takes no files.')
  return planFiles(reply, limits)
}

function planFiles({ attachments, divides }: PlannedReply, limits: AttachmentLimits): ReplyPlan {
  if (!divides && attachments.length > limits.maxCount) {
    return refuse(
      'attachments',
      'too_many_attachments',
      `This channel takes at most ${limits.maxCount} files in one message.`,
    )
  }
  const { maxBytesEach = Infinity } = limits
  const large = attachments.find(({ size }) => size > maxBytesEach)
  if (large) {
    return refuse(
      'attachments',
      'attachment_too_large',
      `“${large.fileName}” is larger than the ${megabytes(maxBytesEach)} MB this channel takes of one file.`,
    )
  }
  const total = attachments.reduce((sum, attachment) => sum + attachment.size, 0)
  if (!divides && total > limits.maxBytes) {
    return refuse(
      'attachments',
      'attachments_too_large',
      `The files are larger than the ${megabytes(limits.maxBytes)} MB this channel takes in one message.`,
    )
  }
  const refused = attachments.find((attachment) => !takesMediaType(limits.mediaTypes, attachment.mediaType))
  if (refused)
    return refuse(
      'attachments',
      'media_type_refused',
      `This channel does not take files of the type of “${refused.fileName}”.`,
    )
  return { ok: true }
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / 1_000_000)
}

function takesMediaType(patterns: readonly string[], mediaType: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === '*/*' ||
      pattern === mediaType ||
      (pattern.endsWith('/*') && mediaType.startsWith(pattern.slice(0, -1))),
  )
}

function refuseCopies({ copies }: Capabilities): ReplyPlan {
  if (copies === null) return refuse('cc', 'no_copies', 'This channel takes replies to the customer only, no copies.')
  return refuse('cc', 'too_many_copies', `One message goes to at most ${copies.maxCount} people besides the customer.`)
}

function refuse(field: PlanField, code: PlanRefusal, message: string): ReplyPlan {
  return { ok: false, field, code, message }
}

/** The ways open to a reply after an inbound message that came by `last`, in the channel's order. Empty where it has but one. */
export function openWays({ ways = [] }: Pick<Capabilities, 'ways'>, last: string | null): Way[] {
  return ways.filter(({ after }) => last !== null && after.includes(last))
}

/** The way a reply goes by where nobody chose: as the customer wrote, else the first that is open. */
export function usualWay(capabilities: Pick<Capabilities, 'ways'>, last: string | null): string | null {
  const open = openWays(capabilities, last)
  return (open.find(({ id }) => id === last) ?? open[0])?.id ?? null
}
