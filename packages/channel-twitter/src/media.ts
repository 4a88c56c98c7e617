/** Fetches a file of a customer's message, as the account that received it. */
import type { AttachmentRef } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { skewOf } from './answer.ts'
import { toChannelError } from './errors.ts'
import { XFailure } from './failure.ts'
import type { XLink } from './link.ts'
import { say } from './sentences.ts'
import { ownKeys } from './settings.ts'
import { signedHeader } from './sign-request.ts'

const refSchema = z.object({ url: z.url() })
/** Where X keeps files. A reference to anywhere else is followed nowhere, least of all with our tokens. */
const privateHosts = new Set(['ton.twitter.com', 'ton.x.com', 'api.x.com'])
const publicHosts = new Set(['pbs.twimg.com', 'video.twimg.com'])
/** `/1.1/ton/data/dm/{event}/{media}/{file}`: what it is called where tokens are taken. */
const privateFile = /^\/(?:1\.1\/)?(?:i\/)?ton\/data\/dm\/(\d+\/\d+\/[\w.-]+)$/

export async function fetchMedia(
  ref: AttachmentRef,
  link: XLink,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const parsed = refSchema.safeParse(ref)
  const url = parsed.success ? new URL(parsed.data.url) : null
  if (url === null || url.protocol !== 'https:' || (!privateHosts.has(url.hostname) && !publicHosts.has(url.hostname)))
    throw new ChannelError('permanent', say('fetch_elsewhere'))
  try {
    const token = await link.bearer(signal)
    return await get(...addressed(url, token, link), link, signal)
  } catch (error) {
    throw toChannelError(error, 'read')
  }
}

/** Keys sign for the place where the file lies; tokens are taken only where the API hands files out. */
function addressed(url: URL, token: string | null, { settings }: XLink): [URL, string | null] {
  if (publicHosts.has(url.hostname)) return [url, null]
  const keys = ownKeys(settings)
  if (token === null) return [url, keys && signedHeader(url, keys)]
  const file = privateFile.exec(url.pathname)?.[1]
  return [file === undefined ? url : new URL(`https://api.x.com/2/dm_conversations/media/${file}`), `Bearer ${token}`]
}

async function get(
  url: URL,
  authorization: string | null,
  link: XLink,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { agent, timeoutMs } = link.wire(signal)
  const headers = { host: url.host, ...(authorization !== null && { authorization }) }
  const asked = tlsRequest({
    host: url.hostname,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    agent,
    signal,
    headers,
    timeout: timeoutMs,
  })
  // Between two awaits nobody listens, and an unheard error would end the process.
  asked.on('error', () => {})
  asked.on('timeout', () => asked.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })))
  asked.end()
  const response = await answerOf(asked)
  if (response.statusCode === 200) return Readable.toWeb(response) as ReadableStream<Uint8Array>
  response.destroy()
  throw failureOf(response)
}

async function answerOf(asked: ReturnType<typeof tlsRequest>): Promise<IncomingMessage> {
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    return response
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
    throw new XFailure({ ...nothingSaid, code, handedOver: false, skewMs: null, status: null })
  }
}

/** A redirect is not followed: it could lead anywhere, with our signature. */
function failureOf({ statusCode = 0, headers }: IncomingMessage): Error {
  if (statusCode < 500 && statusCode !== 401 && statusCode !== 429)
    return new ChannelError('permanent', say('fetch_refused'), { technical: `HTTP ${statusCode}` })
  return new XFailure({ ...nothingSaid, code: null, status: statusCode, handedOver: true, skewMs: skewOf(headers) })
}

const nothingSaid = { problem: { title: '', detail: '', type: '', codes: [] }, resetAt: null, accessLevel: null }
