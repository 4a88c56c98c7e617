/** A PostgreSQL of a test's own, with the settings the desk's own one has, that may be killed and started again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '@cordboard/channel-testkit/peers/free-ports'
import { signalProcess, treeOf } from '@cordboard/channel-testkit/peers/process-group'
import { findBinaries } from '../../src/embedded-postgres/binaries.ts'
import { openCluster } from '../../src/embedded-postgres/cluster.ts'
import { openDatabase } from '../../src/embedded-postgres/database.ts'
import { clearLeftover } from '../../src/embedded-postgres/leftover.ts'
import { launchPostmaster, type Postmaster } from '../../src/embedded-postgres/postmaster.ts'
import { quiet } from '../support/quiet-log.ts'

export interface OwnPostgres extends AsyncDisposable {
  url: string
  /** Ends it as a power cut would; resolves when all of it is gone. */
  kill9(): Promise<void>
  /** Brings it back on the same port with what it had written. */
  start(): Promise<void>
  /** Every process of it stops answering, while the kernel keeps the connections. */
  freeze(): void
  thaw(): void
  /** Stops it in good order and returns the folder of its data, to be copied or replaced before `start`. */
  stop(): Promise<string>
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-chaos-postgres-'))
  const [port = 0] = await freePorts(1)
  const binaries = await findBinaries()
  const cluster = await openCluster(folder, { binaries, log: quiet, signal: undefined })
  const launch = () =>
    launchPostmaster(cluster, { binaries, port, logFile: join(folder, 'postgres.log'), signal: undefined })
  let server: Postmaster = await launch()
  const url = await openDatabase(port, cluster.credentials)
  return {
    url,
    async kill9() {
      process.kill(server.pid, 'SIGKILL')
      await server.exited
    },
    async start() {
      await clearLeftover(cluster.path, { log: quiet })
      server = await launch()
    },
    freeze() {
      for (const pid of treeOf(server.pid)) signalProcess(pid, 'SIGSTOP')
    },
    thaw() {
      for (const pid of treeOf(server.pid)) signalProcess(pid, 'SIGCONT')
    },
    async stop() {
      await server.stop()
      return cluster.path
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
