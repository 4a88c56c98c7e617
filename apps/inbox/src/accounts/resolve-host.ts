import { lookup } from 'node:dns/promises'
import { ChannelError } from '@cordboard/core/channel/error'
import ipaddr from 'ipaddr.js'

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
  throw new ChannelError(
    'permanent',
    `The host ${host} lies in a private network, where this desk connects only to hosts the operator lists in ALLOW_PRIVATE_HOSTS.`,
    { technical: found.map(({ address }) => address).join(', '), scope: 'account' },
  )
}

async function addressesOf(host: string): Promise<HostAddress[]> {
  try {
    // One address is dialled, without a second try: IPv4 first works on more machines.
    const found = await lookup(host, { all: true, order: 'ipv4first' })
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
  } catch (cause) {
    const technical = cause instanceof Error ? cause.message : null
    const message = `The host ${host} could not be found; check how it is spelled.`
    throw new ChannelError('transient', message, { technical, scope: 'account', cause })
  }
}

function mayDial(address: string, allowed: readonly string[]): boolean {
  // `process` unwraps IPv4 addresses written as IPv6 ones.
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' || allowed.some((entry) => covers(entry, parsed))
}

function covers(entry: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === address.toString()
  if (!ipaddr.isValidCIDR(entry)) return false
  const [network, bits] = ipaddr.parseCIDR(entry)
  return network.kind() === address.kind() && address.match(network, bits)
}
