/** A request's body as fields: JSON, a form, or a form with files. */
import type { IncomingMessage } from 'node:http'

export function bodyOf(request: IncomingMessage, raw: Buffer): Record<string, unknown> {
  const type = request.headers['content-type'] ?? ''
  if (raw.length === 0) return {}
  if (type.startsWith('application/json')) return JSON.parse(raw.toString()) as Record<string, unknown>
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(raw.toString()))
  if (!type.startsWith('multipart/form-data')) return {}
  return partsOf(raw, /boundary=("?)([^";]+)\1/.exec(type)?.[2] ?? '')
}

/** The library names no file for the bytes it sends, so that a browser's parser would take them for text. */
function partsOf(raw: Buffer, boundary: string): Record<string, unknown> {
  const mark = Buffer.from(`--${boundary}`)
  const fields: Record<string, unknown> = {}
  for (let from = raw.indexOf(mark); ;) {
    const to = raw.indexOf(mark, from + mark.length)
    if (to < 0) return fields
    const part = raw.subarray(from + mark.length + 2, to - 2)
    const gap = part.indexOf('\r\n\r\n')
    const name = /name="([^"]+)"/.exec(part.subarray(0, gap).toString())?.[1] ?? ''
    const value = part.subarray(gap + 4)
    fields[name] = name === 'media' ? new Uint8Array(value) : value.toString()
    from = to
  }
}
