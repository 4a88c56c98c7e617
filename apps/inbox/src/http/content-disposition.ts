import { safeFileName } from '@cordboard/core/file-name'

/** RFC 6266 with RFC 8187: the name in UTF-8, and an ASCII one for what does not read that. */
export function contentDisposition(type: 'attachment' | 'inline', fileName: string): string {
  const name = safeFileName(fileName)
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
