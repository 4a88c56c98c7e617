/** Who wrote a mail, and what makes two mails the same one. */
import type { Sender } from '@cordboard/core/message'
import type { AddressObject, EmailAddress } from 'mailparser'
import { createHash } from 'node:crypto'
import { oneLine } from './clean-text.ts'
import { readableDomain } from './readable-domain.ts'
import { domainOf } from './sender-proof.ts'

const longestAddress = 320
const nowhere = 'sender.invalid'
const longestName = 200
const mostRecipients = 500

/**
 * The sender as From names it; never Reply-To, which anyone may set to anything. A mail without a usable From gets an
 * address of its own that can never be written to (RFC 2606), so that two such mails are never taken for one person's.
 */
export function senderOf(
  from: AddressObject | null,
  { rawHash, fields }: { rawHash: () => string; fields: number },
): Sender {
  const authors = flatten(from ? [from] : []).filter(({ address }) => address)
  const [author] = authors
  // Servers and mail programs differ in which author they believe; of those who differ, nobody is.
  const sole = fields <= 1 && new Set(authors.map((one) => domainOf(one.address ?? ''))).size <= 1
  const address = sole ? plainAddress(author?.address ?? '') : ''
  const displayName = nameBeside(oneLine(author?.name ?? from?.value[0]?.name ?? '', longestName), address)
  if (address === '') return { key: `nobody-${rawHash().slice(0, 24)}@${nowhere}`, address: '', displayName }
  return { key: address.toLowerCase(), address, displayName }
}

/** A name that looks like another address is no name: it is there to be taken for the sender. */
function nameBeside(name: string, address: string): string | null {
  const looks = /[^\s@<>"]@[^\s@<>"]+\.[^\s@<>"]/.test(name.normalize('NFKC').replace(/\s*@\s*/g, '@'))
  return name === '' || (looks && name.toLowerCase() !== address.toLowerCase()) ? null : name
}

/** Nothing can be sent to such a sender. */
export function isNobody(key: string): boolean {
  return key.endsWith(`@${nowhere}`)
}

/** Addresses in lower case, in order, without repeats. */
export function addressesOf(headers: readonly AddressObject[]): string[] {
  const addresses = flatten(headers)
    .slice(0, mostRecipients)
    .map(({ address }) => plainAddress(address ?? '').toLowerCase())
  return [...new Set(addresses)].filter((address) => address !== '')
}

/**
 * The same mail gives the same id in whichever folder it lies and however its way there is recorded; a reused Message-ID
 * over other content does not. Mail without Message-ID is known by its bytes.
 */
export function externalIdOf(
  messageId: string | null,
  mail: { from: string; date: string; subject: string; body: Uint8Array; rawHash: () => string },
): string {
  if (messageId === null) return `sha256:${mail.rawHash()}`
  const hash = createHash('sha256')
    .update(JSON.stringify([mail.from, mail.date, mail.subject]))
    .update(mail.body)
  return `${messageId}#${hash.digest('hex').slice(0, 16)}`
}

export function rawHashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Without what programs leave around an address, and what would make two addresses look like one. */
function plainAddress(written: string): string {
  const address = oneLine(written, longestAddress)
    .replace(/\p{Cf}/gu, '')
    .replace(/^mailto:/i, '')
  const bare = /^'[^']+'$/.test(address) ? address.slice(1, -1) : address
  const at = bare.lastIndexOf('@') + 1
  return at === 0 ? bare : `${bare.slice(0, at)}${readableDomain(bare.slice(at))}`
}

function flatten(headers: readonly AddressObject[]): EmailAddress[] {
  return headers.flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
}
