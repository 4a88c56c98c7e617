const maxBytes = 200
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
const pathOrReserved = /[\\/:*?"<>|]/g

/** A file name that is safe to show, store and send: NFC, no control, bidi or zero-width characters, no path, ≤ 200 bytes. */
export function safeFileName(name: string): string {
  const flat = name.normalize('NFC').replace(invisible, '').replace(pathOrReserved, '_').trim().replace(/^\.+/, '')
  if (flat === '') return 'file'
  const dot = flat.lastIndexOf('.')
  const extension = dot > 0 && flat.length - dot <= 12 ? flat.slice(dot) : ''
  return (
    cut(flat.slice(0, flat.length - extension.length), maxBytes - new TextEncoder().encode(extension).length) +
    extension
  )
}

function cut(text: string, limit: number): string {
  let bytes = 0
  let result = ''
  for (const character of text) {
    bytes += new TextEncoder().encode(character).length
    if (bytes > limit) break
    result += character
  }
  return result
}
