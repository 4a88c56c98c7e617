/** The settings a domain publishes for mail programs: Mozilla's config-v1.1.xml, over HTTPS only. */
import { load } from 'cheerio'
import { once } from 'node:events'
import { get, type RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { DiscoveryHost, DiscoveryNetwork } from './discover.ts'
import type { FoundServer, FoundServers } from './found-servers.ts'

const limitMs = 5_000
const mostBytes = 64_000
const securities: Readonly<Record<string, FoundServer['security']>> = { ssl: 'tls', starttls: 'starttls' }

type Mailbox = { domain: string; address: string }
type Reach = { host: DiscoveryHost; https: DiscoveryNetwork['https'] }

/** The first of the two usual places that has one. Redirects are not followed: they could lead anywhere. */
export async function fetchAutoconfig(
  mailbox: Mailbox,
  reach: Reach,
  signal: AbortSignal,
): Promise<FoundServers | null> {
  const query = `?emailaddress=${encodeURIComponent(mailbox.address)}`
  const places = [
    { name: `autoconfig.${mailbox.domain}`, path: `/mail/config-v1.1.xml${query}` },
    { name: mailbox.domain, path: `/.well-known/autoconfig/mail/config-v1.1.xml${query}` },
  ]
  const stop = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  const answers = await Promise.allSettled(places.map((place) => fetchText(place, reach, stop)))
  for (const answer of answers) {
    const found = answer.status === 'fulfilled' ? readAutoconfig(answer.value, mailbox) : null
    if (found?.imap || found?.smtp) return found
  }
  return null
}

/** Servers without encryption are left out: nobody should be led to one. */
export function readAutoconfig(xml: string, mailbox: Mailbox): FoundServers {
  const $ = load(xml, { xml: true })
  const servers = (selector: string) =>
    $(selector)
      .toArray()
      .map((element) => {
        const said = (name: string) => $(element).children(name).first().text().trim()
        return serverOf(
          { host: said('hostname'), port: said('port'), socketType: said('socketType'), username: said('username') },
          mailbox,
        )
      })
  return {
    imap: servers('incomingServer[type="imap"]').find((server) => server !== null) ?? null,
    smtp: servers('outgoingServer[type="smtp"]').find((server) => server !== null) ?? null,
  }
}

function serverOf(
  said: { host: string; port: string; socketType: string; username: string },
  { domain, address }: Mailbox,
): FoundServer | null {
  const security = securities[said.socketType.toLowerCase()]
  const port = Number(said.port)
  const host = said.host.replaceAll('%EMAILDOMAIN%', domain).toLowerCase()
  if (!security || !Number.isInteger(port) || port < 1 || port > 65_535 || !/^[a-z0-9][a-z0-9.-]{0,252}$/.test(host))
    return null
  const user = said.username
    .replaceAll('%EMAILADDRESS%', address)
    .replaceAll('%EMAILLOCALPART%', address.slice(0, address.lastIndexOf('@')))
    .replaceAll('%EMAILDOMAIN%', domain)
  return { host, port, security, ...(user === '' ? {} : { user }) }
}

async function fetchText(
  { name, path }: { name: string; path: string },
  { host, https }: Reach,
  signal: AbortSignal,
): Promise<string> {
  const { address, family } = await host.resolveHost(name)
  const options: RequestOptions = {
    host: address,
    family,
    servername: name,
    path,
    port: https.port,
    ca: https.ca,
    signal,
    headers: { host: name },
    agent: false,
  }
  signal.throwIfAborted()
  const request = get(options)
  // Once the answer is there nobody waits for the request's errors, and an unheard one would end the process.
  request.on('error', () => {})
  const [response] = (await once(request, 'response', { signal })) as [IncomingMessage]
  using _ = { [Symbol.dispose]: () => response.destroy() }
  if (response.statusCode !== 200) throw new Error(`${name} answered ${response.statusCode}`)
  let text = ''
  for await (const chunk of response) {
    text += String(chunk)
    if (text.length > mostBytes) throw new Error(`${name} answered more than ${mostBytes} bytes`)
  }
  return text
}
