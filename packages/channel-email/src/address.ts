/** Addresses a reply: who it goes to, under which fixed Message-ID, and how it joins the customer's mail thread. Pure. */
import type { OwnIdentities, ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { tokenPrefix } from '@cordboard/core/reply-token'
import { domainToASCII } from 'node:url'
import { isNobody } from './identity.ts'
import { addressShape } from './settings.ts'

const mostReferences = 25
const longestReferences = 3_000
const longestSubject = 250
/** What `normalise` calls a mail starts with its Message-ID; a mail without one is called by its hash. */
const messageIdAtStart = /^<[^<>\s\p{Cc}]{1,500}>/u
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
    reportId: context.reportToken,
    from: mailbox(self.displayName, own),
    to: isNobody(contact.key) || !addressShape.test(contact.key) ? [] : [contact.key],
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

/** Ids minted before tokens were keyed have none of their shape and stay what they are. */
export function tokenIn(id: string, self: OwnIdentities): string | null {
  const [, local = '', domain = ''] = /^<(.*)@([^@]*)>$/.exec(id.toLowerCase()) ?? []
  const ours = self.keys.some((key) => domainOf(key) === domain)
  return ours && local.startsWith(tokenPrefix) ? local : null
}

/** `"Name" <address>`, or the bare address; `splitMailbox` takes it apart again. */
export function mailbox(name: string | null, bareAddress: string): string {
  if (name === null || name === '') return bareAddress
  return `"${name.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')}" <${bareAddress}>`
}

export function splitMailbox(text: string): { name: string; address: string } {
  const [, name = '', bare = text] = /^"((?:[^"\\]|\\.)*)" <([^<>]*)>$/.exec(text) ?? []
  return { name: name.replace(/\\(.)/g, '$1'), address: bare }
}

/** The Message-ID in angle brackets a mail's external id holds, or `null` when it has none. */
export function messageId(externalId: string | null): string | null {
  return externalId === null ? null : (messageIdAtStart.exec(externalId)?.[0] ?? null)
}

/** RFC 5322 §3.6.4: the parent's references and the parent; the first and the latest stay when there are too many. */
function referencesTo(nearestFirst: readonly string[], parent: string): string[] {
  const oldestFirst = nearestFirst
    .map(messageId)
    .filter((id) => id !== null)
    .toReversed()
  const all = [...new Set([...oldestFirst.filter((id) => id !== parent), parent])]
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
