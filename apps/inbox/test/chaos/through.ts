/** Servers' addresses, with a proxy in between. */
import type { FaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'

export function portOf(url: string): number {
  return Number(new URL(url).port)
}

export function through(url: string, wire: FaultProxy | undefined): string {
  const parsed = new URL(url)
  if (wire) parsed.port = String(wire.port)
  return parsed.href
}
