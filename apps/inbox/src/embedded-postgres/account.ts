import { execFile } from 'node:child_process'
import { chown, lstat, readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresRefusal } from './refusal.ts'
import { serverEnvironment } from './server-environment.ts'

/** `nobody` on Linux; any account without rights would do. */
const UNPRIVILEGED_UID = 65_534

/** As whom the server programs run. `owner` is who must own the cluster's files, null where that is us already. */
export type Account = {
  owner: number | null
  spawnAs: { uid?: number; gid?: number }
  wrap(command: readonly string[]): readonly string[]
}

const ourselves: Account = { owner: null, spawnAs: {}, wrap: (command) => command }

const nobody: Account = {
  owner: UNPRIVILEGED_UID,
  spawnAs: { uid: UNPRIVILEGED_UID, gid: UNPRIVILEGED_UID },
  wrap: (command) => command,
}

/** Ourselves, while PostgreSQL sees `nobody`: access stays what it is, also to folders that only root may enter. */
const ourselvesUnderAnotherName: Account = {
  owner: process.getuid?.() ?? null,
  spawnAs: {},
  wrap: (command) => ['unshare', '--user', `--map-user=${UNPRIVILEGED_UID}`, '--', ...command],
}

/**
 * The first account that can run the programs and reach `folder`, in which the cluster lies or will lie. PostgreSQL
 * refuses root, so root needs another one.
 */
export async function chooseAccount(binaries: Binaries, folder: string): Promise<Account> {
  if (process.getuid?.() !== 0) return hasName() ? ourselves : ourselvesUnderAnotherName
  for (const account of [nobody, ourselvesUnderAnotherName]) {
    if (await canWork(account, binaries, folder)) return account
  }
  throw new EmbeddedPostgresRefusal(
    `PostgreSQL refuses to run as root, and no other account may enter ${folder} and ${binaries.root}: ` +
      'start Cordboard as an ordinary account, or move it out of the closed folder (for example from /root to /opt).',
  )
}

/** A container may run under a number that no account has; initdb asks for the name and gives up without one. */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

/** Gives all files of the cluster to the account; costs one look when they are its own already. */
export async function handOver(cluster: string, { owner }: Account): Promise<void> {
  if (owner === null || (await lstat(cluster)).uid === owner) return
  const entries = await readdir(cluster, { recursive: true })
  for (const entry of entries) await chown(join(cluster, entry), owner, owner)
  // Last, so that an interrupted hand-over is done again.
  await chown(cluster, owner, owner)
}

async function canWork(account: Account, binaries: Binaries, folder: string): Promise<boolean> {
  const probe = '"$1" --version && cd "$2"'
  const [program = '', ...args] = account.wrap(['/bin/sh', '-c', probe, 'sh', binaries.postgres, folder])
  try {
    await promisify(execFile)(program, args, { ...account.spawnAs, cwd: '/', env: serverEnvironment })
    return true
  } catch {
    return false
  }
}
