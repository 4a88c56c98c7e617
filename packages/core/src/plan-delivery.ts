/** Refuses what a channel cannot carry before anything is stored, so the agent learns it while the text is still in the composer. */
import type { Capabilities } from './channel/channel.ts'

export type ReplyPlan = { ok: true } | { ok: false; field: PlanField; code: PlanRefusal; message: string }

type PlanField = 'text' | 'attachments' | 'cc'

export type PlanRefusal =
  | 'empty'
  | 'too_long'
  | 'no_attachments'
  | 'too_many_attachments'
  | 'attachments_too_large'
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
}

/** The same limits with what an account's provider says of files in place of what its channel presumes. `null`: it has not said. */
export function withFileLimit(capabilities: Capabilities, maxFileBytes: number | null): Capabilities {
  const { attachments } = capabilities
  if (attachments === null || maxFileBytes === null) return capabilities
  return { ...capabilities, attachments: { ...attachments, maxBytes: maxFileBytes } }
}

/** Checks a reply against a channel's limits. Lengths are UTF-16 units, sizes bytes. */
export function planDelivery(reply: PlannedReply, capabilities: Capabilities): ReplyPlan {
  const { body, attachments: limits, replyWindowHours } = capabilities
  if (reply.text.trim() === '' && reply.attachments.length === 0)
    return refuse('text', 'empty', 'Write something or attach a file before sending.')
  if (reply.text.length > body.maxLength) {
    return refuse(
      'text',
      'too_long',
      `The text has ${reply.text.length} characters; this channel takes at most ${body.maxLength}.`,
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
  if (reply.attachments.length > limits.maxCount) {
    return refuse(
      'attachments',
      'too_many_attachments',
      `This channel takes at most ${limits.maxCount} files in one message.`,
    )
  }
  const total = reply.attachments.reduce((sum, attachment) => sum + attachment.size, 0)
  if (total > limits.maxBytes) {
    const megabytes = Math.floor(limits.maxBytes / 1_000_000)
    return refuse(
      'attachments',
      'attachments_too_large',
      `The files are larger than the ${megabytes} MB this channel takes in one message.`,
    )
  }
  const refused = reply.attachments.find((attachment) => !takesMediaType(limits.mediaTypes, attachment.mediaType))
  if (refused)
    return refuse(
      'attachments',
      'media_type_refused',
      `This channel does not take files of the type of “${refused.fileName}”.`,
    )
  return { ok: true }
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
