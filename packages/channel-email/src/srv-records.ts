/** Mail servers a domain publishes as SRV records (RFC 6186, RFC 8314). */
import type { SrvRecord } from 'node:dns'
import type { Resolver } from 'node:dns/promises'
import type { FoundServer, FoundServers } from './found-servers.ts'

const imapServices = [
  ['_imaps._tcp', 'tls'],
  ['_imap._tcp', 'starttls'],
] as const
const smtpServices = [
  ['_submissions._tcp', 'tls'],
  ['_submission._tcp', 'starttls'],
] as const

/** Never rejects: a record that cannot be had is none. */
export async function serversBySrv(domain: string, dns: Pick<Resolver, 'resolveSrv'>): Promise<FoundServers> {
  const [imap, smtp] = await Promise.all([first(domain, imapServices, dns), first(domain, smtpServices, dns)])
  return { imap, smtp }
}

async function first(
  domain: string,
  services: readonly (readonly [string, FoundServer['security']])[],
  dns: Pick<Resolver, 'resolveSrv'>,
): Promise<FoundServer | null> {
  const answers = await Promise.allSettled(services.map(([service]) => dns.resolveSrv(`${service}.${domain}`)))
  for (const [index, answer] of answers.entries()) {
    const [, security] = services[index] ?? []
    const record = answer.status === 'fulfilled' ? best(answer.value) : null
    if (record && security) return { host: record.name.replace(/\.$/, ''), port: record.port, security }
  }
  return null
}

/** The name “.” says that the service is not there. */
function best(records: readonly SrvRecord[]): SrvRecord | null {
  const sorted = records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
  return sorted.find(({ name }) => name !== '' && name !== '.') ?? null
}
