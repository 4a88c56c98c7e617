/** Mail that says nothing true about its character set: old Chinese mailers send bare GBK in headers and bodies. */
const replacement = '\uFFFD'
const unspecific = /^(|us-ascii|ascii|unknown-8bit|unknown|default|8bit|gb2312|gb_2312-80|gbk|cp936)$/i
/** Parts beyond this many are left as they are: no real mail has more, and each costs a look. */
const mostParts = 200

/**
 * Rewrites a header block of bare 8-bit characters as UTF-8, which the parser understands: by the character set the mail
 * names for its body, else as GB18030 where that fits, else as Western European. Returns `raw` itself where all is well.
 */
export function withReadableHeaders(raw: Buffer): Buffer {
  const end = headerEnd(raw)
  const headers = raw.subarray(0, end)
  if (!headers.some((byte) => byte >= 0x80)) return raw
  if (decodes('utf-8', headers) !== null) return raw
  const named = /charset\s*=\s*"?([\w-]{2,30})/i.exec(headers.toString('latin1'))?.[1] ?? ''
  const byName = unspecific.test(named) || /^utf-?8$/i.test(named) ? null : decodes(named, headers)
  const text =
    byName ?? (isPlainlyChinese(headers) ? decodes('gb18030', headers) : null) ?? decodes('windows-1252', headers)
  return text === null ? raw : Buffer.concat([Buffer.from(text), raw.subarray(end)])
}

/** Whether what the parser gave shows that it decoded by the wrong character set. */
export function looksMisread(...texts: readonly (string | null)[]): boolean {
  return texts.some((text) => text?.includes(replacement))
}

/**
 * The mail with every text part that names no trustworthy character set labelled anew: as its HTML says of itself, else as
 * GB18030. Bytes are not converted. The caller keeps whichever reading shows fewer replacement characters.
 */
export function relabelled(raw: Buffer): Buffer {
  const text = raw.toString('latin1')
  const pieces: string[] = []
  let done = 0
  let parts = 0
  // A part's headers start the mail or follow a line that starts like a boundary, which is never read as a header as well.
  for (const match of text.matchAll(
    /(?:^|\n--[^\r\n]{1,200}\r?\n)((?:\w[\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*)(?=\r?\n)/g,
  )) {
    const headers = match[1] ?? ''
    if (++parts > mostParts) break
    const start = match.index + match[0].length - headers.length
    const label = charsetOfHtml(text.slice(start + headers.length, start + headers.length + 2_000)) ?? 'gb18030'
    const labelled = labelHeaders(headers, label)
    if (labelled === headers) continue
    pieces.push(text.slice(done, start), labelled)
    done = start + headers.length
  }
  return Buffer.from(pieces.join('') + text.slice(done), 'latin1')
}

export function misreadCharacters(...texts: readonly (string | null)[]): number {
  return texts.reduce((count, text) => count + (text === null ? 0 : text.split(replacement).length - 1), 0)
}

function labelHeaders(headers: string, label: string): string {
  const type = /^content-type:[ \t]*([^;\s]*)((?:[^\n]|\n[ \t])*)\n/im.exec(headers)
  if (!type) return headers.includes(':') ? `${headers}Content-Type: text/plain; charset=${label}\r\n` : headers
  if (!/^text\/(plain|html)$/i.test(type[1] ?? '')) return headers
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)"?/i.exec(type[2] ?? '')
  if (charset && !unspecific.test(charset[1] ?? '')) return headers
  const parameters = (type[2] ?? '').replace(/;\s*charset\s*=\s*("[^"]*"|[^;\s]*)/i, '').trimEnd()
  const line = `Content-Type: ${type[1]}; charset=${label}${parameters}\r\n`
  return headers.slice(0, type.index) + line + headers.slice(type.index + type[0].length)
}

function charsetOfHtml(html: string): string | null {
  return /<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{2,30})/i.exec(html)?.[1] ?? null
}

function headerEnd(raw: Buffer): number {
  const ends = [raw.indexOf('\n\n'), raw.indexOf('\n\r\n')].filter((at) => at >= 0)
  return ends.length === 0 ? raw.length : Math.min(...ends) + 1
}

/** Accented Latin letters must not turn into Chinese ones: those stand alone, Chinese bytes come in pairs. */
function isPlainlyChinese(bytes: Buffer): boolean {
  let pairs = 0
  let others = 0
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue
    if ((bytes[at] ?? 0) >= 0xa1 && (bytes[at + 1] ?? 0) >= 0xa1) pairs++
    else others++
    at++
  }
  return pairs >= 3 * others
}

/** `null` where the bytes are not valid in the character set, or nobody knows it. */
function decodes(charset: string, bytes: Buffer): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
