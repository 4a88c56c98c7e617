/** One request to X through twitter-api-v2: it signs, this bounds the time and says what became of it. */
import { ChannelError } from '@cordboard/core/channel/error'
import type { Agent } from 'node:https'
import { ApiRequestError, ApiResponseError, TwitterApi, type ITwitterApiClientPlugin } from 'twitter-api-v2'
import { type Answer, problemIn, rateLimitIn, skewOf } from './answer.ts'
import { XFailure, type FailureFacts } from './failure.ts'
import { losslessIn } from './lossless-json.ts'

export type Question = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Whole, without a query. */
  url: string
  /** Of `GET` and `DELETE`. */
  query?: Readonly<Record<string, string>>
  body?: Readonly<Record<string, unknown>>
  /** How `body` is written. Left out: as JSON. */
  form?: 'json' | 'url' | 'form-data'
}

/** Four keys; a bearer token; an app's name and secret, by either kind of app; `undefined` for apps without a secret. */
export type Credentials =
  | string
  | { appKey: string; appSecret: string; accessToken: string; accessSecret: string }
  | { username: string; password: string }
  | { clientId: string; clientSecret: string }
  | undefined

/** `isFresh`: nothing was said on the connection before, so that it is known whether the request can have arrived. */
export type Wire = { agent: Agent; signal: AbortSignal; timeoutMs: number; isFresh?: true }

/** Throws an `XFailure`, whose time limit counts as no answer. */
export async function request(credentials: Credentials, question: Question, wire: Wire): Promise<Answer> {
  const { method, url, query = {}, body = {}, form = 'json' } = question
  const seen: Seen = { handedOver: wire.isFresh !== true }
  const client = new TwitterApi(credentials as never, { httpAgent: wire.agent, plugins: [limitsOf(wire)] }).v2
  const options = {
    fullResponse: true as const,
    // Parsed here: the library's JSON.parse rounds ids.
    forceParseMode: 'text' as const,
    forceBodyMode: form,
    prefix: '',
    ...(wire.isFresh && { requestEventDebugHandler: noting(seen) }),
  }
  const asked = {
    GET: () => client.get<string>(url, { ...query }, options),
    DELETE: () => client.delete<string>(url, { ...query }, options),
    POST: () => client.post<string>(url, { ...body }, options),
    PUT: () => client.put<string>(url, { ...body }, options),
  }
  try {
    const { data, headers } = await asked[method]()
    const parsed = data === '' ? undefined : losslessIn(data)
    // The library takes an answer that was cut off for a short one.
    if (data !== '' && parsed === undefined) throw new XFailure({ ...unknown, handedOver: true, code: 'CUT_OFF' })
    return { data: parsed, headers, limit: rateLimitIn(headers) }
  } catch (error) {
    if (error instanceof XFailure) throw error
    // The desk may refuse the address X has.
    const cause = causeOf(error)
    throw cause instanceof ChannelError ? cause : new XFailure(factsOf(error, seen.handedOver))
  }
}

type Seen = { handedOver: boolean }

/** Once the handshake is done, the request is on its way. Only for fresh connections: these listeners stay on a socket for good. */
function noting(seen: Seen) {
  return (event: string, data?: { socket?: NodeJS.EventEmitter }) => {
    if (event === 'socket') data?.socket?.once('secureConnect', () => (seen.handedOver = true))
  }
}

/** The library has no time limit of its own. */
function limitsOf({ signal, timeoutMs }: Wire): ITwitterApiClientPlugin {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  return { onBeforeRequest: ({ requestOptions }) => void (requestOptions.signal = bounded) }
}

const unknown: FailureFacts = {
  status: null,
  problem: { title: '', detail: '', type: '', codes: [] },
  code: null,
  handedOver: false,
  skewMs: null,
  resetAt: null,
  accessLevel: null,
}

function factsOf(error: unknown, handedOver: boolean): FailureFacts {
  if (error instanceof ApiResponseError) {
    const { headers } = error
    const limit = rateLimitIn(headers)
    const level = headers['x-access-level']
    return {
      status: error.code,
      problem: problemIn(typeof error.data === 'string' ? error.data : JSON.stringify(error.data ?? '')),
      code: null,
      handedOver: true,
      skewMs: skewOf(headers),
      resetAt: limit?.resetAt ?? null,
      accessLevel: typeof level === 'string' ? level : null,
    }
  }
  return { ...unknown, code: codeOf(causeOf(error)), handedOver }
}

/** The library's `requestError` is always undefined; the cause is where its types do not show it. */
function causeOf(error: unknown): unknown {
  return error instanceof ApiRequestError ? (error as unknown as Hidden)._options?.error : error
}

type Hidden = { _options?: { error?: unknown } }

function codeOf(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
