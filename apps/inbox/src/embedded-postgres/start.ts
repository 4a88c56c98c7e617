import { access, constants, mkdir, stat, truncate } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from '@cordboard/core/channel/channel'
import { findBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'
import { openDatabase } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { clearLeftover } from './leftover.ts'
import { EmbeddedPostgresRefusal } from './refusal.ts'
import { supervise } from './supervise.ts'

/** `url` names a database of the desk's own; disposing stops the server (`fast`) and waits until it is gone. */
export interface EmbeddedPostgres extends AsyncDisposable {
  url: string
}

const LOG_LIMIT_BYTES = 5 * 1024 ** 2

/**
 * Starts the PostgreSQL that came with the dependencies on `dataDir`/postgres, made there on the first start. It is
 * started again if it dies, ends with this process even when that is killed, and what an earlier killed one left is
 * cleaned up. Close all clients before disposing. Throws an `EmbeddedPostgresRefusal` whose message is one sentence.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  log: Log
  signal?: AbortSignal
}): Promise<EmbeddedPostgres> {
  const { log, signal } = options
  const folder = join(resolve(options.dataDir), 'postgres')
  await makeFolder(folder)
  await using starting = new AsyncDisposableStack()
  starting.use(await lockFolder(folder))
  const binaries = await findBinaries()
  const cluster = await openCluster(folder, { binaries, log, signal })
  await clearLeftover(cluster.path, { log })
  const server = starting.use(
    await supervise(cluster, { folder, logFile: await logFile(folder), binaries, log, signal }),
  )
  const url = await openDatabase(server.port, cluster.credentials)
  const started = starting.move()
  return { url, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    // Passable for the account the server runs as; what is secret inside is closed file by file.
    await mkdir(folder, { recursive: true, mode: 0o755 })
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new EmbeddedPostgresRefusal(
      `The data folder ${folder} cannot be written (${code}): set DATA_DIR to a folder that this account may write in.`,
      { cause },
    )
  }
}

/** The server's own log, begun anew when it has grown long. */
async function logFile(folder: string): Promise<string> {
  const file = join(folder, 'postgres.log')
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_LIMIT_BYTES) await truncate(file)
  return file
}
