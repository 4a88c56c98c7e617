import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@cordboard/core/channel/channel'
import { sendSignal, stopSteps } from './postmaster.ts'
import { EmbeddedPostgresRefusal } from './refusal.ts'
import { findProcess } from './running-process.ts'

/**
 * Ends the server a killed Cordboard left running on this cluster, and removes a postmaster.pid that names nobody or
 * somebody else: PostgreSQL would refuse to start while any process has that number. Call it with the folder locked.
 */
export async function clearLeftover(cluster: string, { log }: { log: Log }): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
  if (!(pid > 0)) return
  if (!(await servesCluster(pid, cluster))) return rm(pidFile, { force: true })
  log.warn({ pid }, 'embedded_postgres_left_running')
  for (const { signal, patienceMs } of stopSteps) {
    sendSignal(pid, signal)
    if (await ends(pid, cluster, patienceMs)) return rm(pidFile, { force: true })
  }
  throw new EmbeddedPostgresRefusal(
    `A PostgreSQL (process ${pid}) left from an earlier start holds ${cluster} and does not stop: end it with "kill ${pid}".`,
  )
}

async function ends(pid: number, cluster: string, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs
  while (await servesCluster(pid, cluster)) {
    if (Date.now() > deadline) return false
    await delay(25)
  }
  return true
}

async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  const found = await findProcess(pid)
  if (found === null) return false
  // Windows tells no command line; there PostgreSQL's own check has to do.
  return process.platform === 'win32' || found.command.includes(cluster)
}
