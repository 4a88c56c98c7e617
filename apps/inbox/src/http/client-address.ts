import type { IncomingMessage } from 'node:http'

/** The address a request comes from. Behind the operator's own proxy, the last one it named; anything before it can be made up. */
export function clientAddress(
  incoming: IncomingMessage | undefined,
  options: { behindProxy: boolean; forwardedFor: string | undefined },
): string {
  const forwarded = options.behindProxy ? options.forwardedFor?.split(',').at(-1)?.trim() : undefined
  return forwarded || incoming?.socket.remoteAddress || 'unknown'
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
