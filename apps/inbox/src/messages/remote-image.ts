/** Pictures from elsewhere, fetched for the agent: the sender learns neither who looks nor from where. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { apiPrefix } from '@cordboard/api-contract/contract'
import { resolveHost } from '../accounts/resolve-host.ts'
import { Refusal, notFound } from '../http/refusal.ts'

const mostBytes = 10_000_000
const limitMs = 10_000
const mostRedirects = 3
const imageTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export type RemoteImage = { mediaType: string; content: Uint8Array }

/** Signed, so that only addresses that stand in a mail are fetched. */
export function remoteImagePath(url: string, secret: string): string {
  return `${apiPrefix}/remote-images?${new URLSearchParams({ url, signature: signatureOf(url, secret) }).toString()}`
}

export function isSigned(url: string, signature: string, secret: string): boolean {
  const expected = Buffer.from(signatureOf(url, secret))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function signatureOf(url: string, secret: string): string {
  return createHmac('sha256', secret).update(`remote-image ${url}`).digest('base64url')
}

/** Follows few redirects, each to an address that is checked anew. Throws a 404 for what is no picture. */
export async function fetchRemoteImage(
  url: string,
  options: { allowPrivateHosts: readonly string[]; signal: AbortSignal },
): Promise<RemoteImage> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)])
  let target = absolute(url)
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await get(target, { ...options, signal })
    const location = response.headers.location
    const isRedirect = (response.statusCode ?? 0) >= 300 && (response.statusCode ?? 0) < 400
    if (!isRedirect || !location) return readImage(response)
    response.destroy()
    target = absolute(new URL(location, target).href)
  }
  throw notFound('picture')
}

function absolute(url: string): URL {
  const full = url.startsWith('//') ? `https:${url}` : url
  if (!URL.canParse(full) || !['http:', 'https:'].includes(new URL(full).protocol)) throw notFound('picture')
  return new URL(full)
}

async function get(
  url: URL,
  { allowPrivateHosts, signal }: { allowPrivateHosts: readonly string[]; signal: AbortSignal },
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const { address, family } = await resolveHost(host, allowPrivateHosts).catch((cause: unknown) => {
    throw new Refusal(404, 'not_found', 'This picture cannot be fetched.', { cause })
  })
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    // The address that was checked is the one that is dialled.
    const lookup = (_host: string, given: { all?: boolean }, answer: (...values: unknown[]) => void) =>
      given.all ? answer(null, [{ address, family }]) : answer(null, address, family)
    const sent = send(
      url,
      { lookup: lookup as never, signal, headers: { accept: 'image/*', 'user-agent': 'Cordboard' } },
      resolve,
    )
    sent.once('error', (cause) => reject(new Refusal(404, 'not_found', 'This picture cannot be fetched.', { cause })))
    sent.end()
  })
}

async function readImage(response: IncomingMessage): Promise<RemoteImage> {
  const mediaType = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (response.statusCode !== 200 || !imageTypes.has(mediaType)) {
    response.destroy()
    throw notFound('picture')
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw notFound('picture')
    chunks.push(chunk)
  }
  return { mediaType, content: new Uint8Array(Buffer.concat(chunks)) }
}
