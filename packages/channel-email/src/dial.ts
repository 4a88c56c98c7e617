/** Opens a TCP connection to a host the operator allows. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { MailServer } from './settings.ts'

export const connectTimeoutMs = 15_000

/** Resolves and checks the name, then connects. Rejects with the socket's error, or one with code CONNECT_TIMEOUT. */
export async function dial(
  { host, port }: Pick<MailServer, 'host' | 'port'>,
  { resolveHost }: Pick<ChannelHost<object>, 'resolveHost'>,
  signal: AbortSignal,
  timeoutMs: number = connectTimeoutMs,
): Promise<Socket> {
  const { address, family } = await resolveHost(host)
  return dialAddress({ address, family, port }, signal, timeoutMs)
}

/** Like `dial`, for an address that is resolved and checked already. */
export async function dialAddress(
  { address, family, port }: { address: string; family: 4 | 6; port: number },
  signal: AbortSignal,
  timeoutMs: number = connectTimeoutMs,
): Promise<Socket> {
  signal.throwIfAborted()
  const socket = connect({ host: address, port, family })
  // Between here and whoever uses the socket nobody listens, and an unheard error would end the process.
  socket.on('error', () => {})
  const late = AbortSignal.timeout(timeoutMs)
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, late]) })
    return socket
  } catch (error) {
    socket.destroy()
    signal.throwIfAborted()
    if (!late.aborted) throw error
    throw Object.assign(new Error(`No connection to ${address}:${port} within ${timeoutMs} ms`, { cause: error }), {
      code: 'CONNECT_TIMEOUT',
    })
  }
}
