/** Taking in what Telegram brings by itself. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { rawOf } from './raw.ts'
import type { Line } from './send.ts'
import { hookSecretOf } from './settings.ts'

const secretHeader = 'x-telegram-bot-api-secret-token'
/** Telegram's updates have some kilobytes. */
const largestBytes = 2_000_000

/** Telegram delivers again what is not answered with success, so that is said only of what the ledger has. */
export async function handleWebhook({ settings, host }: Line, request: Request): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  if (!isEqual(request.headers.get(secretHeader) ?? '', hookSecretOf(settings)))
    return new Response(null, { status: 403 })
  if (Number(request.headers.get('content-length') ?? 0) > largestBytes) return new Response(null, { status: 413 })
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > largestBytes) return new Response(null, { status: 413 })
  await host.accept([rawOf(new TextDecoder().decode(bytes), new Date())])
  // An empty answer: a body would be taken for a call of a method.
  return new Response(null, { status: 200 })
}

/** Takes as long whatever differs, the length included. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
