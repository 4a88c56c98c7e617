/** PGP within a plain text (RFC 4880): what is signed is read, what is encrypted is said to be. */
const longestHead = 4_000
const signedHead = /^\s*-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[\w-]{1,40}:[^\n]{0,200}\n)*\r?\n/
const signature = '\n-----BEGIN PGP SIGNATURE-----'
const signatureEnd = '-----END PGP SIGNATURE-----'
const encryptedHead = '-----BEGIN PGP MESSAGE-----'
const encryptedEnd = '-----END PGP MESSAGE-----'

export function isArmoured(text: string): boolean {
  return text.slice(0, longestHead).includes('-----BEGIN PGP ')
}

/** The text a person signed, with what stands below their signature; `null` where nothing is signed. */
export function signedText(text: string): string | null {
  const head = signedHead.exec(text.slice(0, longestHead))?.[0]
  if (head === undefined) return null
  const end = text.indexOf(signature, head.length)
  if (end < 0) return null
  const after = text.indexOf(signatureEnd, end)
  // Lines that start with a dash were given another one.
  const words = text.slice(head.length, end).replace(/^- /gm, '')
  return words + (after < 0 ? '' : text.slice(after + signatureEnd.length))
}

/** The text without its encrypted part; `null` where nothing is encrypted. */
export function textAroundEncrypted(text: string): string | null {
  const start = text.slice(0, longestHead).indexOf(encryptedHead)
  if (start < 0) return null
  const end = text.indexOf(encryptedEnd, start)
  return text.slice(0, start) + (end < 0 ? '' : text.slice(end + encryptedEnd.length))
}
