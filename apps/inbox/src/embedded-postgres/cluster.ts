import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '@cordboard/core/channel/channel'
import { chooseAccount, handOver, type Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { createCredentials, readCredentials, type Credentials } from './credentials.ts'
import { requireFreeDisk } from './disk.ts'
import { initdb } from './initdb.ts'
import { EmbeddedPostgresRefusal } from './refusal.ts'

/** What initdb writes (39 MB), the first write-ahead log and room to breathe. */
const NEEDED_FOR_NEW_MB = 160
/** Below this PostgreSQL itself soon stops with a panic that names no remedy. */
const NEEDED_TO_START_MB = 24
const MAJOR_VERSION = '18'
const INCOMING = 'incoming-'

export type Cluster = { path: string; account: Account; credentials: Credentials }

type Means = { binaries: Binaries; log: Log; signal: AbortSignal | undefined }

/** Opens the cluster in `folder`, or makes one there on the first start. */
export async function openCluster(folder: string, means: Means): Promise<Cluster> {
  const path = join(folder, 'cluster')
  const version = await readVersion(path)
  if (version === null) return createCluster(folder, path, means)
  if (version !== MAJOR_VERSION) {
    throw new EmbeddedPostgresRefusal(
      `${path} was written by PostgreSQL ${version}, and this Cordboard brings ${MAJOR_VERSION}: ` +
        'start it with the Cordboard that wrote it, or move the data over with pg_dump.',
    )
  }
  await requireFreeDisk(folder, NEEDED_TO_START_MB)
  const account = await chooseAccount(means.binaries, folder)
  await handOver(path, account)
  return { path, account, credentials: await readCredentials(folder) }
}

async function readVersion(path: string): Promise<string | null> {
  try {
    return (await readFile(join(path, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new EmbeddedPostgresRefusal(
      `The database in ${path} cannot be read (${code}): start Cordboard as the account that owns this folder.`,
      { cause: error },
    )
  }
}

/** Made aside and renamed when whole, so that a start cut short leaves nothing that looks like a database. */
async function createCluster(folder: string, path: string, { binaries, log, signal }: Means): Promise<Cluster> {
  await requireFreeDisk(folder, NEEDED_FOR_NEW_MB)
  await removeHalfMade(folder)
  const incoming = await mkdtemp(join(folder, INCOMING))
  const account = await chooseAccount(binaries, folder)
  await handOver(incoming, account)
  const credentials = await createCredentials(folder)
  await initdb(incoming, { account, binaries, password: credentials.superuser, log })
  signal?.throwIfAborted()
  await rename(incoming, path)
  return { path, account, credentials }
}

async function removeHalfMade(folder: string): Promise<void> {
  const halfMade = (await readdir(folder)).filter((name) => name.startsWith(INCOMING))
  // The initdb of a killed start may still be writing for a moment.
  for (const name of halfMade) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 })
}
