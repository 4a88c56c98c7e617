/**
 * Encrypts a fresh connection as the settings say and tells what certificate answered. Trust is judged, not enforced, so that
 * an untrusted certificate can be named; nothing is ever sent over the connection.
 */
import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import type { MailServer } from './settings.ts'

export type TlsInspection = {
  /** `TLSv1.3` */
  protocol: string
  /** Why the certificate is not trusted, as Node's code; `null` when it is. */
  distrust: string | null
  /** The names it is made out to, and who signed it. */
  names: readonly string[]
  issuer: string
  /** The last day, as 2026-12-23. */
  expires: string
}

const stepTimeoutMs = 15_000
const mostNames = 4

/** Takes the socket over and closes it. Rejects with the socket's error, or one whose code is GREETING_TIMEOUT or ETLS. */
export async function inspectTls(
  socket: Socket,
  server: MailServer,
  speaks: 'imap' | 'smtp',
  signal: AbortSignal,
): Promise<TlsInspection> {
  const late = AbortSignal.timeout(stepTimeoutMs)
  const stop = AbortSignal.any([signal, late])
  const onEnd = () => socket.destroy(coded('ECONNRESET', new Error('The server closed the connection.')))
  try {
    socket.once('end', onEnd)
    if (server.security === 'starttls') await askForTls(socket, speaks, stop, signal)
  } catch (error) {
    socket.destroy()
    throw error
  }
  socket.off('end', onEnd)
  const secured = connectTls({
    socket,
    ca: server.ca,
    rejectUnauthorized: false,
    ...(isIP(server.host) ? { host: server.host } : { servername: server.host }),
  })
  try {
    await once(secured, 'secureConnect', { signal: stop })
    return inspectionOf(secured)
  } catch (error) {
    signal.throwIfAborted()
    throw late.aborted ? coded('GREETING_TIMEOUT', error) : error
  } finally {
    // Never the socket under it: Node 26.10 dies of a segmentation fault when that goes during a failing handshake.
    secured.on('error', () => {}).destroy()
  }
}

async function askForTls(
  socket: Socket,
  speaks: 'imap' | 'smtp',
  stop: AbortSignal,
  signal: AbortSignal,
): Promise<void> {
  try {
    await answer(socket, '', /^(?:\* |220[ ])/m, stop)
    if (speaks === 'smtp') await answer(socket, 'EHLO [127.0.0.1]\r\n', /^\d{3} /m, stop)
  } catch (error) {
    signal.throwIfAborted()
    throw stop.aborted ? coded('GREETING_TIMEOUT', error) : error
  }
  const said = await answer(socket, speaks === 'imap' ? 'a STARTTLS\r\n' : 'STARTTLS\r\n', /^(?:a |\d{3} ).*$/im, stop)
  if (!/^(?:a OK|220)/i.test(said)) throw coded('ETLS', new Error(said))
}

/** Sends a line and resolves to the first line that fits. */
async function answer(socket: Socket, line: string, wanted: RegExp, signal: AbortSignal): Promise<string> {
  let heard = ''
  if (socket.destroyed) throw coded('ECONNRESET', socket.errored)
  if (line !== '') socket.write(line)
  for (;;) {
    const [chunk] = (await once(socket, 'data', { signal })) as [Buffer]
    heard = (heard + chunk.toString('latin1')).slice(-4_096)
    const [found] = wanted.exec(heard) ?? []
    if (found !== undefined && heard.endsWith('\n')) return found
  }
}

function inspectionOf(socket: TLSSocket): TlsInspection {
  const certificate = socket.getPeerCertificate(true)
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    distrust: socket.authorized ? null : codeOf(socket.authorizationError),
    names: namesOf(certificate),
    issuer: oneOf(certificate.issuer?.O) ?? oneOf(certificate.issuer?.CN) ?? '',
    expires: dayOf(certificate.valid_to ?? ''),
  }
}

/** OpenSSL writes `Dec 23 22:40:03 2026 GMT`, which is English in every language. */
function dayOf(expires: string): string {
  const at = Date.parse(expires)
  return Number.isNaN(at) ? expires : new Date(at).toISOString().slice(0, 10)
}

/** Node's types call it an Error; it is a code, or an Error that has one. */
function codeOf(reason: unknown): string {
  return reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason)
}

function namesOf({ subject, subjectaltname }: DetailedPeerCertificate): string[] {
  const alternatives = (subjectaltname ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''))
  return [...new Set([...alternatives, oneOf(subject?.CN) ?? ''])].filter((name) => name !== '').slice(0, mostNames)
}

function oneOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function coded(code: string, cause: unknown): Error {
  return Object.assign(new Error(cause instanceof Error ? cause.message : code, { cause }), { code })
}
