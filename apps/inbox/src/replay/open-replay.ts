/** A replay over the record the configuration names, whether its desk runs or not. */
import type { Log } from '@cordboard/core/channel/channel'
import { openBlobStore } from '../blobs/open-blob-store.ts'
import { channels } from '../channels.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { migrate, missingMigrations } from '../db/migrate.ts'
import { createNormalise } from '../inbound/normalise.ts'
import { openApartReader } from '../inbound/normalise-apart.ts'
import { openReplyTokens } from '../reply-tokens.ts'
import { loadSecretKey } from '../secret-key.ts'
import { StartRefused } from '../start-refused.ts'
import { replay, type ReplayOptions } from './replay.ts'
import type { ReplayReport } from './tally.ts'

export interface Replay extends AsyncDisposable {
  run(options: ReplayOptions): Promise<ReplayReport>
}

type OpenOptions = Pick<Config, 'databaseUrl' | 'dataDir' | 'blobs' | 'secretKey' | 'secretKeyFile'>

/** Rejects with a sentence for the operator when the database is not at the version of this code. */
export async function openReplay(config: OpenOptions, log: Log): Promise<Replay> {
  await using opening = new AsyncDisposableStack()
  const url = config.databaseUrl ?? opening.use(await ownPostgres(config.dataDir, log)).url
  const missing = await missingMigrations(url)
  if (missing.length > 0)
    throw new StartRefused(
      `The database lacks ${missing.join(', ')}: start this version of the desk once, then replay.`,
    )
  const { pool } = openDatabase(url, { log, applicationName: 'cordboard-replay', maxConnections: 2 })
  opening.defer(() => pool.end())
  const blobs = await openBlobStore(config.blobs)
  const apart = opening.use(openApartReader(new URL('../channels.ts', import.meta.url)))
  const tokens = openReplyTokens(await loadSecretKey(config))
  const ctx = { pool, blobs, channels, tokens, log, normalise: createNormalise(apart.normalise) }
  const opened = opening.move()
  return { run: (options) => replay(ctx, options), [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** That of the desk at work, which stays when we leave; or one that runs as long as we do. */
async function ownPostgres(dataDir: string, log: Log): Promise<AsyncDisposable & { url: string }> {
  const [{ findRunningPostgres }, { startEmbeddedPostgres }] = await Promise.all([
    import('../embedded-postgres/find-running.ts'),
    import('../embedded-postgres/start.ts'),
  ])
  const running = await findRunningPostgres(dataDir)
  if (running !== null) return { url: running, [Symbol.asyncDispose]: () => Promise.resolve() }
  const started = await startEmbeddedPostgres({ dataDir, log })
  await migrate(started.url, log)
  return started
}
