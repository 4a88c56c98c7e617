import type { ServerResponse } from 'node:http'

export type Said = { status: number; text?: string; bytes?: Uint8Array; headers?: Record<string, string> }

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** One whole answer of a page of the demo. */
export function say(response: ServerResponse, { status, text = '', bytes, headers = {} }: Said): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...pageHeaders, ...headers })
  response.end(bytes ?? text)
}
