import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@cordboard/core/channel/channel'
import type { Binaries } from './binaries.ts'
import type { Cluster } from './cluster.ts'
import { requireFreeDisk } from './disk.ts'
import { clearLeftover } from './leftover.ts'
import { choosePort } from './port.ts'
import { launchPostmaster, type Postmaster } from './postmaster.ts'
import { EmbeddedPostgresRefusal } from './refusal.ts'

type Means = {
  folder: string
  logFile: string
  binaries: Binaries
  log: Log
  signal: AbortSignal | undefined
}

/** After kill -9 the old server's children need a moment to let go of its memory, and a port may be lost in a race. */
const ATTEMPTS = 5
const BETWEEN_ATTEMPTS_MS = 400
const RESTARTS_IN_A_ROW = 5
const IN_A_ROW_MS = 60_000

/** Runs the cluster's server, and runs it again on the same port when it dies, until disposed. */
export async function supervise(cluster: Cluster, means: Means): Promise<AsyncDisposable & { port: number }> {
  const first = await launch(cluster, means, () => choosePort(means.folder))
  const { port } = first
  let current = first.postmaster
  const stopping = new AbortController()
  const watch = async () => {
    const deaths: number[] = []
    while (deaths.filter((at) => at > Date.now() - IN_A_ROW_MS).length <= RESTARTS_IN_A_ROW) {
      await current.exited
      if (stopping.signal.aborted) return
      deaths.push(Date.now())
      means.log.error({ deaths: deaths.length }, 'embedded_postgres_died')
      await clearLeftover(cluster.path, means)
      // The desk's pools know this port, so a new one would not help them.
      const again = await launch(cluster, { ...means, signal: stopping.signal }, () => Promise.resolve(port))
      current = again.postmaster
    }
    means.log.error({ deaths: deaths.length }, 'embedded_postgres_gave_up')
  }
  const watching = watch().catch((error: unknown) => {
    if (!stopping.signal.aborted) means.log.error({ err: error }, 'embedded_postgres_gave_up')
  })
  return {
    port,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await current.stop()
      await watching
    },
  }
}

type Launched = { postmaster: Postmaster; port: number }

async function launch(cluster: Cluster, means: Means, choose: () => Promise<number>): Promise<Launched> {
  for (let attempt = 1; ; attempt++) {
    const port = await choose()
    try {
      return { postmaster: await launchPostmaster(cluster, { ...means, port }), port }
    } catch (error) {
      means.signal?.throwIfAborted()
      if (attempt === ATTEMPTS) throw await refusal(means, error)
    }
    await delay(BETWEEN_ATTEMPTS_MS)
  }
}

async function refusal({ folder, logFile }: Means, cause: unknown): Promise<EmbeddedPostgresRefusal> {
  await requireFreeDisk(folder, 24)
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).split('\n')
  const lastWords = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? String(cause)
  return new EmbeddedPostgresRefusal(`PostgreSQL could not start: ${lastWords.trim()}. All it said is in ${logFile}.`)
}
