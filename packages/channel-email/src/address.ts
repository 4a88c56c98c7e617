/** Addresses a reply: who it goes to, under which fixed Message-ID, and how it joins the customer's mail thread. Pure. */
import type { ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { domainToASCII } from 'node:url'

const mostReferences = 25
const longestReferences = 3_000
const longestMessageId = 900
const longestSubject = 250
const messageIdShape = /^<?([^\s<>\p{Cc}]+@[^\s<>\p{Cc}]+)>?$/u
/** What mail programs of the languages our customers write put before the subject of a reply. */
const replyPrefix =
  /^(?:re|aw|antw|sv|vs|odp|rif|res|ynt|回复|回覆|答复|答覆|返信|返回)\s*(?:[[(]\d+[\])])?\s*[:：]\s*/iu

/** The reply goes to the customer's identity only: never to a Reply-To or a Cc somebody else could have chosen. */
export function address(context: ReplyContext): Envelope {
  const { self, contact, history, token } = context
  const own = self.keys[0] ?? ''
  const parent =
    history.findLast(({ direction, externalId }) => direction === 'inbound' && messageId(externalId) !== null) ??
    history.findLast(({ externalId }) => messageId(externalId) !== null)
  const inReplyTo = parent ? messageId(parent.externalId) : null
  return {
    externalId: `<${token.replace(/[^\w.-]/g, '')}@${domainOf(own)}>`,
    from: mailbox(self.displayName, own),
    to: [contact.key],
    cc: [],
    bcc: [],
    subject: subjectOf(
      context.subject,
      history.some(({ direction }) => direction === 'inbound'),
    ),
    inReplyTo,
    references: parent && inReplyTo ? referencesTo(parent.references, inReplyTo) : [],
  }
}

/** `"Name" <address>`, or the bare address. */
export function mailbox(name: string | null, bareAddress: string): string {
  return name === null || name === ''
    ? bareAddress
    : `"${name.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')}" <${bareAddress}>`
}

/** The Message-ID in angle brackets, or `null` for ids that are none (a mail without one is known by its hash). */
export function messageId(id: string | null): string | null {
  const bare = id === null || id.length > longestMessageId ? undefined : messageIdShape.exec(id.trim())?.[1]
  return bare === undefined ? null : `<${bare}>`
}

/** RFC 5322 §3.6.4: the parent's references and the parent; the first and the latest stay when there are too many. */
function referencesTo(nearestFirst: readonly string[], parent: string): string[] {
  const oldestFirst = nearestFirst
    .map(messageId)
    .filter((id) => id !== null && id !== parent)
    .toReversed()
  const all = [...new Set([...oldestFirst, parent])] as string[]
  const [first = parent] = all
  const latest: string[] = []
  let length = first.length
  for (const id of all.slice(1).toReversed()) {
    length += id.length + 1
    if (latest.length === mostReferences - 1 || (length > longestReferences && latest.length > 0)) break
    latest.unshift(id)
  }
  return [first, ...latest]
}

function subjectOf(subject: string | null, isReply: boolean): string | null {
  const line = (subject ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim()
  if (!isReply) return line === '' ? null : line
  let rest = line
  while (replyPrefix.test(rest)) rest = rest.replace(replyPrefix, '')
  return `Re: ${Array.from(rest).slice(0, longestSubject).join('')}`.trim()
}

function domainOf(own: string): string {
  const domain = own.slice(own.lastIndexOf('@') + 1)
  return domainToASCII(domain) || domain
}
