/** Whether a mail's sender is who From says, by the signature the mail carries (DKIM, RFC 6376), where no provider has looked. */
import type { RawMessage } from '@cordboard/core/channel/channel'
import type { Sender, SenderProof } from '@cordboard/core/message'
import { domainOf, isAligned, isSameAddress } from './sender-proof.ts'

/** Texts in the DNS by name, each in its pieces; rejects where there are none or nobody answers. */
export type LookupTxt = (name: string) => Promise<string[][]>

/** Hashing more than this would hold up the others. */
const largestBytes = 2_000_000
/** Lines are what hashing costs most for; a file of 2 MB has fewer than half as many. */
const mostLines = 60_000
const longestHeaders = 100_000
const mostSignatures = 5
/** RFC 8301 §3.2. */
const shortestKeyBits = 1_024
/** What the agent sees of the header: one that stands twice may be read one way by the signer and another by us. */
const shownFields = /^(from|subject|date|content-type):/gim

/** A signature can prove, never refute: mailing lists break them. Total, but for what `lookupTxt` does with its time. */
export async function proveSender(
  { bytes }: Pick<RawMessage, 'bytes'>,
  sender: Pick<Sender, 'key'>,
  lookupTxt: LookupTxt,
): Promise<SenderProof> {
  const domain = domainOf(sender.key)
  if (!maySpeakFor(bytes, domain)) return 'claimed'
  // Seventy modules that many processes never need.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js')
  try {
    const { results, headerFrom, fromFields } = await dkimVerify(Buffer.from(bytes), {
      strict: true,
      minBitLength: shortestKeyBits,
      resolver: (name) => lookupTxt(name),
    })
    const sole = fromFields === 1 && headerFrom.length === 1 && isSameAddress(headerFrom[0] ?? '', sender.key)
    const proves = results.some(
      ({ status, signingDomain, canonBodyLengthLimited }) =>
        // A signature over a part of the body lets anybody write on.
        status.result === 'pass' &&
        !status.testing &&
        !canonBodyLengthLimited &&
        isAligned(signingDomain ?? '', domain),
    )
    return sole && proves ? 'proven' : 'claimed'
  } catch {
    // A mail made to break the verifier is a mail nobody vouches for.
    return 'claimed'
  }
}

/** Cheap to say for the mails without a signature of the sender's own domain: nobody is asked about them. */
function maySpeakFor(bytes: Uint8Array, domain: string): boolean {
  if (bytes.length > largestBytes || hasMoreLines(bytes, mostLines)) return false
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestHeaders)).toString('latin1')
  const end = /\r?\n\r?\n/.exec(start)?.index
  if (end === undefined) return false
  const headers = start.slice(0, end).replace(/\r?\n[ \t]+/g, ' ')
  const shown = (headers.match(shownFields) ?? []).map((name) => name.toLowerCase())
  const signatures = headers.match(/^dkim-signature:.*$/gim) ?? []
  return (
    new Set(shown).size === shown.length &&
    signatures.length <= mostSignatures &&
    signatures.some((signature) => isAligned(/[;\s:]d=\s*([\w.-]+)/i.exec(signature)?.[1] ?? '', domain))
  )
}

function hasMoreLines(bytes: Uint8Array, few: number): boolean {
  let lines = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) if (++lines > few) return true
  return false
}
