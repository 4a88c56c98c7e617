import { lookup } from 'node:dns/promises'
import { ChannelError } from '@cordboard/core/channel/error'
import ipaddr from 'ipaddr.js'
import { say } from '../sentences.ts'

export type HostAddress = { address: string; family: 4 | 6 }

/**
 * Resolves a host an admin typed to the address to dial, so that what was checked is what is dialled. Addresses that are not public
 * (private, loopback, link-local with the clouds' metadata service, …) are refused unless `allowed` names the host, the address or
 * a CIDR around it. Throws a `ChannelError`.
 */
export async function resolveHost(host: string, allowed: readonly string[]): Promise<HostAddress> {
  const found = await addressesOf(host)
  const byName = allowed.some((entry) => entry.toLowerCase() === host.toLowerCase())
  const reachable = found.find(({ address }) => byName || mayDial(address, allowed))
  if (reachable) return reachable
  const technical = found.map(({ address }) => address).join(', ')
  throw new ChannelError('permanent', say('host_private', { host }), { technical, scope: 'account' })
}

async function addressesOf(host: string): Promise<HostAddress[]> {
  try {
    // One address is dialled, without a second try: IPv4 first works on more machines.
    const found = await lookup(host, { all: true, order: 'ipv4first' })
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
  } catch (cause) {
    const technical = cause instanceof Error ? cause.message : null
    throw new ChannelError('transient', say('host_not_found', { host }), { technical, scope: 'account', cause })
  }
}

function mayDial(address: string, allowed: readonly string[]): boolean {
  // `process` unwraps IPv4 addresses written as IPv6 ones.
  const parsed = ipaddr.process(address)
  return (parsed.range() === 'unicast' && !isDisguised(parsed)) || allowed.some((entry) => covers(entry, parsed))
}

/** `::127.0.0.1`: a form given up long ago, by which some systems still reach the IPv4 address inside. */
function isDisguised(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv6 && address.parts.slice(0, 6).every((part) => part === 0)
}

function covers(entry: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === address.toString()
  if (!ipaddr.isValidCIDR(entry)) return false
  const [network, bits] = ipaddr.parseCIDR(entry)
  return network.kind() === address.kind() && address.match(network, bits)
}
