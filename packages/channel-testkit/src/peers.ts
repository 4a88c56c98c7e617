import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A real program beside which tests run. PostgreSQL is not listed: it comes with the dependencies. */
export type Peer = 'redis' | 'dovecot' | 'chromium' | 'openssl'

/** The program that proves a peer is there, and the Debian packages that bring it. */
export const peers: Record<Peer, { program: string; packages: readonly string[] }> = {
  redis: { program: 'redis-server', packages: ['redis-server'] },
  dovecot: { program: 'dovecot', packages: ['dovecot-imapd', 'dovecot-lmtpd'] },
  chromium: { program: 'chromium', packages: ['chromium', 'fonts-noto-cjk'] },
  openssl: { program: 'openssl', packages: ['openssl'] },
}

/**
 * Whether the peer's program is installed. A suite that needs one says
 * `describe.skipIf(!hasPeer('dovecot'))('…')`; with CI=true scripts/test.ts fails before it could be skipped.
 */
export function hasPeer(peer: Peer): boolean {
  return programPath(peers[peer].program) !== null
}

/** Absolute path of an installed peer, for spawning it. Throws where it is missing. */
export function peerProgram(peer: Peer): string {
  const path = programPath(peers[peer].program)
  if (path === null) throw new Error(`${peers[peer].program} is not installed: ask hasPeer('${peer}') first`)
  return path
}

function programPath(program: string): string | null {
  // Debian keeps dovecot in sbin, which an ordinary account's PATH leaves out.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
