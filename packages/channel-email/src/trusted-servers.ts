/** Servers whose Authentication-Results are taken for true, and how to tell theirs from forged ones by where they stand. */
import type { HeaderLines } from 'mailparser'
import { getDomain } from 'tldts'
import { type AuthenticationResults, readAuthenticationResults } from './authentication-results.ts'
import { unfolded } from './parse.ts'

type TrustedServer = {
  /** How it signs: a name, `*.` and the end of one, or empty for fields that name no server. */
  signsAs: string
  /**
   * Registrable domains of the hosts that hand mail on inside the provider; `null`: each hop inside names the address that connected, and
   * it is one of an inner network.
   */
  hosts: readonly string[] | null
  /** It writes its results below the Received field of the host that took the mail, and removes forged ones. */
  below?: true
}

/**
 * As their headers show. Not iCloud: it writes several fields below the line of whoever connected, where more of them may have been
 * brought. By the name an account's settings call them.
 */
const known: Readonly<Record<string, TrustedServer>> = {
  'mx.google.com': { signsAs: 'mx.google.com', hosts: ['google.com'], below: true },
  'protection.outlook.com': { signsAs: '', hosts: ['outlook.com', 'office365.com', 'exchangelabs.com'] },
  '*.yahoo.com': { signsAs: '*.yahoo.com', hosts: null },
  '*.messagingengine.com': { signsAs: '*.messagingengine.com', hosts: null },
}

const byImapHost: Readonly<Record<string, string>> = {
  'imap.gmail.com': 'mx.google.com',
  'outlook.office365.com': 'protection.outlook.com',
  'imap.mail.yahoo.com': '*.yahoo.com',
  'imap.aol.com': '*.yahoo.com',
  'imap.fastmail.com': '*.messagingengine.com',
}

/** What the admin chose, else what is known of the provider; `none` trusts nobody. */
export function trustedServers(chosen: string | undefined, imapHost: string): string[] {
  if (chosen === 'none') return []
  const name = chosen ?? byImapHost[imapHost.toLowerCase()]
  return name === undefined ? [] : [name.toLowerCase()]
}

/**
 * The results the account's own provider wrote. A field is one only if it bears the provider's name and stands above everything the mail
 * brought with it: servers put what they add on top, so what lies below the field of another server, or of nobody, may be anybody's.
 */
export function trustedResults(lines: HeaderLines, trusts: readonly string[]): AuthenticationResults[] {
  return trusts.flatMap((name) => resultsOf(lines, Object.hasOwn(known, name) ? known[name] : undefined, name))
}

function resultsOf(lines: HeaderLines, server: TrustedServer | undefined, name: string): AuthenticationResults[] {
  const { signsAs, below = false } = server ?? { signsAs: name }
  const found: AuthenticationResults[] = []
  let entered = false
  for (const { key, line } of lines) {
    if (key === 'received') {
      // What a server finds it writes together; whatever follows the next hand-over may have been brought.
      if (entered || found.length > 0) break
      entered = !isPassedOn(unfolded(line), server)
      if (entered && !below) break
    } else if (key === 'authentication-results') {
      const results = readAuthenticationResults(unfolded(line))
      if (results && bears(results.server, signsAs)) found.push(results)
      // Of a provider that always writes exactly one field, the first is the only one that can be its own.
      if (found.length > 0 && (below || signsAs === '')) break
    }
  }
  return found
}

function bears(server: string, signsAs: string): boolean {
  return signsAs.startsWith('*.') ? server.endsWith(signsAs.slice(1)) : server === signsAs
}

/**
 * Whether the field records a hand-over inside the provider. What a host calls itself when it connects is its own choice, so names count
 * only at providers that put their results above it in any case; elsewhere only the last step into the mailbox, by LMTP, is inside.
 */
function isPassedOn(received: string, server: TrustedServer | undefined): boolean {
  // Some servers write the envelope address there, which between quotes may say anything.
  if (!server) return !/["\\]/.test(received) && /\swith\s+lmtps?a?\b/i.test(received)
  if (server.hosts === null) return connectedFromInside(received)
  const [, by = ''] = /(?:^|\s)by\s+([^\s;()]+)/i.exec(received) ?? []
  const [, from] = /^\s*from\s+([^\s;()]+)/i.exec(received) ?? []
  return isOf(by, server.hosts) && (from === undefined || (!address.test(from) && isOf(from, server.hosts)))
}

const address = /^[\d.:a-f]+$/i
const innerAddress = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][\da-f]{2}:)/i
const connected = /^\s*from\s+([^\s;()]+)(?:\s+\((?:[^\s()]+\s+)?\[(?:IPv6:)?([\d.:a-f]+)\]\))?/i

/** By the address the server saw, in brackets, or by the only one it names; `EHLO` tells what somebody from outside called themselves. */
function connectedFromInside(received: string): boolean {
  const [, named = '', seen = named] = connected.exec(received) ?? []
  return innerAddress.test(seen) && !/\((?:EHLO|HELO)\b/i.test(received)
}

function isOf(host: string, hosts: readonly string[]): boolean {
  // Google numbers hosts inside.
  if (host.endsWith('.internal') || address.test(host)) return true
  return hosts.includes(getDomain(host) ?? host.toLowerCase())
}
