/** Whether a mail's sender is who From says, by what the account's own provider found when it took the mail. Pure. */
import type { SenderProof } from '@cordboard/core/message'
import { domainToASCII } from 'node:url'
import { getDomain } from 'tldts'
import type { AuthenticationResults, CheckedMethod } from './authentication-results.ts'

/** `results` are trusted already. A field of theirs that vouches for another From than the one we read proves nothing. */
export function proofOf(senderKey: string, results: readonly AuthenticationResults[]): SenderProof {
  const domain = domainOf(senderKey)
  const methods = results.flatMap((field) => field.methods)
  const dmarc = methods.filter(({ method }) => method === 'dmarc')
  if (dmarc.some(({ result }) => result === 'fail')) return 'refuted'
  if (domain === '') return 'claimed'
  const passed = dmarc.filter(({ result }) => result === 'pass')
  if (passed.length > 0) return passed.every((one) => namesFrom(one, domain)) ? 'proven' : 'claimed'
  return methods.some((one) => one.result === 'pass' && vouchesFor(one, domain)) ? 'proven' : 'claimed'
}

/** Whether both belong to one organisation (RFC 7489 §3.1, relaxed): `mail.example.co.uk` and `example.co.uk` do. */
export function isAligned(one: string, other: string): boolean {
  const organisation = getDomain(one, suffixes)
  return organisation !== null && organisation === getDomain(other, suffixes)
}

/** Lower case, as it stands in the DNS. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return domainToASCII(domain) || domain
}

/** Whatever case, and whatever script their domains are written in. */
export function isSameAddress(one: string, other: string): boolean {
  const local = (address: string) => address.slice(0, address.lastIndexOf('@')).toLowerCase()
  return local(one) === local(other) && domainOf(one) === domainOf(other)
}

/** Customers of one host under a shared suffix (`github.io`) are not one organisation. */
const suffixes = { allowPrivateDomains: true }

function namesFrom({ properties }: CheckedMethod, domain: string): boolean {
  const from = properties.get('header.from')
  return from !== undefined && isAligned(domainOf(from), domain)
}

function vouchesFor({ method, properties }: CheckedMethod, domain: string): boolean {
  if (method === 'spf') return isAligned(domainOf(properties.get('smtp.mailfrom') ?? ''), domain)
  if (method !== 'dkim') return false
  const signer = properties.get('header.d') ?? properties.get('header.i') ?? ''
  return isAligned(domainOf(signer), domain)
}
