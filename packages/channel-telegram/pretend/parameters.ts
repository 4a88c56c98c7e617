/** Reads a call's parameters as the Bot API does: JSON, a form, or a form with files. */
import type { IncomingMessage } from 'node:http'

export type Upload = { fileName: string; bytes: Buffer }
export type Parameters = { values: Record<string, unknown>; uploads: Map<string, Upload> }

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export function parametersIn(contentType: string, body: Buffer, query: URLSearchParams): Parameters {
  const values: Record<string, unknown> = Object.fromEntries(query)
  const uploads = new Map<string, Upload>()
  if (contentType.startsWith('application/json') && body.length > 0) Object.assign(values, JSON.parse(body.toString()))
  else if (contentType.startsWith('application/x-www-form-urlencoded'))
    Object.assign(values, Object.fromEntries(new URLSearchParams(body.toString())))
  else if (contentType.startsWith('multipart/form-data')) readParts(contentType, body, { values, uploads })
  for (const [name, value] of Object.entries(values)) values[name] = decoded(value)
  return { values, uploads }
}

/** In forms, numbers, objects and lists are text. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^(?:[[{]|-?\d{1,15}$|true$|false$)/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function readParts(contentType: string, body: Buffer, { values, uploads }: Parameters): void {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? ''
  const delimiter = Buffer.from(`--${boundary}`)
  let at = body.indexOf(delimiter)
  while (at !== -1) {
    const next = body.indexOf(delimiter, at + delimiter.length)
    if (next === -1) return
    // Without the line break after this delimiter and the one before the next.
    const part = body.subarray(at + delimiter.length + 2, next - 2)
    const headEnd = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, headEnd).toString()
    const content = part.subarray(headEnd + 4)
    const name = /\bname="?([^";\r\n]+)"?/.exec(head)?.[1] ?? ''
    const fileName = /\bfilename="?([^"\r\n]+)"?/.exec(head)?.[1]
    if (fileName === undefined) values[name] = content.toString()
    else uploads.set(name, { fileName, bytes: Buffer.from(content) })
    at = next
  }
}
