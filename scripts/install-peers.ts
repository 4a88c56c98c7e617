import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { hasPeer, peers, type Peer } from '../packages/channel-testkit/src/peers.ts'

export function missingPeers(): Peer[] {
  return (Object.keys(peers) as Peer[]).filter((peer) => !hasPeer(peer))
}

/** On Debian and Ubuntu as root, installs what is missing; elsewhere does nothing. What fails shows in `missingPeers`. */
export async function installPeers(missing: readonly Peer[], say: (line: string) => void): Promise<void> {
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const packages = missing.flatMap((peer) => peers[peer].packages)
  say(`Installing for the tests: ${packages.join(', ')} …`)
  await withoutDaemons(async () => {
    await aptGet(['update', '-qq'], say)
    await aptGet(['install', '-y', '-qq', '--no-install-recommends', ...packages], say)
  })
}

/** Debian starts what it installs; a policy that forbids it keeps the machine as it was. */
async function withoutDaemons(install: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d'
  const isOurs = !existsSync(policy)
  if (isOurs) await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await install()
  } finally {
    if (isOurs) await rm(policy, { force: true })
  }
}

async function aptGet(args: readonly string[], say: (line: string) => void): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = await once(child, 'close')
  if (code !== 0) say(said.join('').split('\n').slice(-15).join('\n'))
}
