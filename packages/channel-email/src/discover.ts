/** Finds a mailbox's servers from its address, so that an admin types an address and a password and nothing else. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { Resolver } from 'node:dns/promises'
import { domainToASCII } from 'node:url'
import { fetchAutoconfig } from './autoconfig.ts'
import { asSettings, type FoundServers } from './found-servers.ts'
import { guessServers, usualPorts } from './guess-servers.ts'
import { providerOfDomain, providerOfMailExchange } from './providers.ts'
import { addressShape, type EmailSettings } from './settings.ts'
import { serversBySrv } from './srv-records.ts'

export type DiscoveryHost = Pick<ChannelHost<EmailSettings>, 'resolveHost' | 'log'>

/** The network as discovery sees it; tests bring their own. */
export type DiscoveryNetwork = {
  dns: Pick<Resolver, 'resolveMx' | 'resolveSrv'>
  https: { port: number; ca?: string }
  ports: typeof usualPorts
}

const limitMs = 8_000

/** Best first; empty when nothing is found within 8 s. Every host is asked of `resolveHost` before it is contacted. */
export async function discover(
  hint: string,
  host: DiscoveryHost,
  signal: AbortSignal,
  network: DiscoveryNetwork = internet(),
): Promise<Partial<EmailSettings>[]> {
  const address = hint.trim()
  if (!addressShape.test(address)) return []
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1).toLowerCase())
  if (domain === '') return []
  const known = providerOfDomain(domain)
  if (known) return [asSettings(address, known)]
  const stop = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  const published = await foundBy(stop, [
    serversByMx(domain, network),
    serversBySrv(domain, network.dns),
    fetchAutoconfig({ domain, address }, { host, https: network.https }, stop),
  ])
  const found =
    published.length > 0 ? published : await foundBy(stop, [guessServers(domain, { host, ports: network.ports }, stop)])
  signal.throwIfAborted()
  host.log.info({ domain, found: found.length }, 'email.discovered')
  const settings = found.map((servers) => asSettings(address, servers))
  return settings.filter(
    (one, index) => settings.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  )
}

async function serversByMx(domain: string, { dns }: DiscoveryNetwork): Promise<FoundServers | null> {
  const exchanges = await dns.resolveMx(domain)
  const nearestFirst = exchanges.toSorted((a, b) => a.priority - b.priority)
  return (
    nearestFirst.map(({ exchange }) => providerOfMailExchange(exchange)).find((provider) => provider !== null) ?? null
  )
}

/** What the sources find until the signal, in their order. A source that fails has found nothing. */
async function foundBy(signal: AbortSignal, sources: readonly Promise<FoundServers | null>[]): Promise<FoundServers[]> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const onAbort = () => resolve(null)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  const ends = await Promise.allSettled(sources.map((source) => Promise.race([source, late])))
  signal.removeEventListener('abort', onAbort)
  return ends.flatMap((end) =>
    end.status === 'fulfilled' && end.value !== null && (end.value.imap || end.value.smtp) ? [end.value] : [],
  )
}

function internet(): DiscoveryNetwork {
  return { dns: new Resolver({ timeout: 2_000, tries: 2 }), https: { port: 443 }, ports: usualPorts }
}
