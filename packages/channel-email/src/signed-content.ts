/** What an S/MIME file (RFC 5652) is, and the mail inside one that is only signed. Reads DER and BER; verifies nothing. */
type Element = { tag: number; start: number; end: number; next: number }

export type SecuredContent =
  | { kind: 'signed'; content: Buffer }
  | { kind: 'encrypted' }
  | { kind: 'compressed' }
  | { kind: 'unknown' }

const sequence = 0x30
const objectId = 0x06
const octets = 0x04
const octetPieces = 0x24
const explicit = 0xa0
const signedData = '2a864886f70d010702'
const encryptedData = new Set(['2a864886f70d010703', '2a864886f70d010706', '2a864886f70d0109100117'])
const compressedData = '2a864886f70d0109100109'
const deepest = 16

export function securedContent(bytes: Buffer): SecuredContent {
  const [type, wrapped] = childrenOf(bytes, elementAt(bytes, 0, 0))
  if (!type || type.tag !== objectId) return { kind: 'unknown' }
  const id = bytes.toString('hex', type.start, type.end)
  if (encryptedData.has(id)) return { kind: 'encrypted' }
  if (id === compressedData) return { kind: 'compressed' }
  if (id !== signedData || wrapped?.tag !== explicit) return { kind: 'unknown' }
  const [data] = childrenOf(bytes, wrapped)
  // Version and digest algorithms come first, then the content with its own type before it.
  const encapsulated = childrenOf(bytes, data).find(({ tag }) => tag === sequence)
  const [, content] = childrenOf(bytes, encapsulated)
  const [text] = childrenOf(bytes, content)
  return text ? { kind: 'signed', content: Buffer.concat(octetsOf(bytes, text, 0)) } : { kind: 'unknown' }
}

function childrenOf(bytes: Buffer, parent: Element | null | undefined): Element[] {
  const children: Element[] = []
  if (!parent || (parent.tag & 0x20) === 0) return children
  for (let at = parent.start; at < parent.end;) {
    const child = elementAt(bytes, at, 0)
    if (!child || child.next > parent.end) return children
    children.push(child)
    at = child.next
  }
  return children
}

/** `null` where the bytes are no element, or end inside it. */
function elementAt(bytes: Buffer, at: number, depth: number): Element | null {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > deepest) return null
  if (first === 0x80) return endless(bytes, { tag, start: at + 2 }, depth)
  const sizeBytes = first < 0x80 ? 0 : first & 0x7f
  if (sizeBytes > 6 || at + 2 + sizeBytes > bytes.length) return null
  const start = at + 2 + sizeBytes
  const end = start + (sizeBytes === 0 ? first : bytes.readUIntBE(at + 2, sizeBytes))
  return end > bytes.length ? null : { tag, start, end, next: end }
}

/** BER may leave the length open and end with two zeros. */
function endless(bytes: Buffer, { tag, start }: { tag: number; start: number }, depth: number): Element | null {
  let at = start
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    const child = elementAt(bytes, at, depth + 1)
    if (!child) return null
    at = child.next
  }
  return { tag, start, end: at, next: at + 2 }
}

function octetsOf(bytes: Buffer, element: Element, depth: number): Buffer[] {
  if (element.tag === octets) return [bytes.subarray(element.start, element.end)]
  if (element.tag !== octetPieces || depth > deepest) return []
  return childrenOf(bytes, element).flatMap((piece) => octetsOf(bytes, piece, depth + 1))
}
