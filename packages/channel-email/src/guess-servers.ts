/** The last resort: the names and ports most mail servers have, tried by connecting. */
import { dial } from './dial.ts'
import type { DiscoveryHost } from './discover.ts'
import type { FoundServer, FoundServers } from './found-servers.ts'

const connectMs = 3_000

/** Ports by direction, the better first. */
export const usualPorts: Record<'imap' | 'smtp', readonly Pick<FoundServer, 'port' | 'security'>[]> = {
  imap: [
    { port: 993, security: 'tls' },
    { port: 143, security: 'starttls' },
  ],
  smtp: [
    { port: 465, security: 'tls' },
    { port: 587, security: 'starttls' },
  ],
}

const usualNames = { imap: ['imap', 'mail'], smtp: ['smtp', 'mail'] } as const

/** Whether the certificates are right is for the connection test to say. */
export async function guessServers(
  domain: string,
  { host, ports }: { host: DiscoveryHost; ports: typeof usualPorts },
  signal: AbortSignal,
): Promise<FoundServers> {
  const [imap, smtp] = await Promise.all(
    (['imap', 'smtp'] as const).map((direction) => {
      const candidates = ports[direction].flatMap((port) =>
        usualNames[direction].map((name) => ({ host: `${name}.${domain}`, ...port })),
      )
      return firstAnswering(candidates, host, signal)
    }),
  )
  return { imap: imap ?? null, smtp: smtp ?? null }
}

/** All are tried at once; of those that answer, the first in the list. */
async function firstAnswering(
  candidates: readonly FoundServer[],
  host: DiscoveryHost,
  signal: AbortSignal,
): Promise<FoundServer | null> {
  const tries = await Promise.allSettled(
    candidates.map(async (candidate) => {
      const socket = await dial(candidate, host, signal, connectMs)
      socket.destroy()
      return candidate
    }),
  )
  return tries.find((attempt) => attempt.status === 'fulfilled')?.value ?? null
}
