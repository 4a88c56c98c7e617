import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { Cluster } from './cluster.ts'
import { serverEnvironment } from './server-environment.ts'
import { serverSettings } from './server-settings.ts'

/** A running server. `exited` resolves when it is gone, for whatever reason. */
export type Postmaster = { pid: number; exited: Promise<void>; stop(): Promise<void> }

/**
 * A shell that becomes the server and leaves a guard behind, whose only work is to wait for the end of descriptor 3.
 * That end comes when this process dies, even by kill -9, and then the server is told to stop. The guard is nobody's
 * child (hence twice in brackets): the server takes the violent death of a child for a crash of its own.
 */
const ORPHAN_GUARD = '((read -r _ <&3 || kill -INT $$) &); exec 3<&-; exec "$@"'

type Launch = { binaries: Binaries; port: number; logFile: string; signal: AbortSignal | undefined }

/** Starts the server and resolves when it takes connections. Rejects when it exits before; the log says why. */
export async function launchPostmaster(cluster: Cluster, launch: Launch): Promise<Postmaster> {
  const child = await spawnServer(cluster, launch)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
  const pid = child.pid
  if (pid === undefined) throw new Error(`${launch.binaries.postgres} could not be run`)
  const stop = async () => {
    const isGone = child.exitCode !== null || child.signalCode !== null
    if (!isGone) await stopServer(pid, { cluster, exited, binaries: launch.binaries })
  }
  try {
    await ready(cluster.path, { pid, child, signal: launch.signal })
  } catch (error) {
    await stop()
    throw error
  }
  return { pid, exited, stop }
}

async function spawnServer(cluster: Cluster, { binaries, port, logFile }: Launch): Promise<ChildProcess> {
  const server = cluster.account.wrap([binaries.postgres, '-D', cluster.path, '-p', `${port}`, ...serverSettings])
  const guarded = process.platform === 'win32' ? server : ['/bin/sh', '-c', ORPHAN_GUARD, 'sh', ...server]
  const [program = '', ...args] = guarded
  await using log = await open(logFile, 'a', 0o600)
  const child = spawn(program, args, {
    ...cluster.account.spawnAs,
    cwd: '/',
    env: serverEnvironment,
    stdio: ['ignore', log.fd, log.fd, 'pipe'],
    // Out of the terminal's reach: on Ctrl-C the desk first finishes, then stops its database itself.
    detached: true,
    windowsHide: true,
  })
  const guard = child.stdio[3]
  // A word before the end tells the guard that the server is gone and its number may be somebody else's by now.
  if (guard && 'write' in guard) {
    guard.on('error', () => undefined)
    child.once('exit', () => guard.end('gone\n'))
  }
  child.on('error', () => undefined)
  await Promise.race([once(child, 'spawn'), once(child, 'error')])
  return child
}

type Ready = { pid: number; child: ChildProcess; signal: AbortSignal | undefined }

/** The server writes its state on the eighth line of postmaster.pid. No time limit: recovery takes what it takes. */
async function ready(cluster: string, { pid, child, signal }: Ready): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    const isOurs = process.platform === 'win32' || Number(lines[0]) === pid
    if (isOurs && lines[7]?.trim() === 'ready') return
    await delay(15, undefined, signal ? { signal } : {})
  }
  throw new Error(`PostgreSQL stopped while starting (${child.signalCode ?? `exit code ${child.exitCode}`})`)
}

type Stop = { cluster: Cluster; exited: Promise<void>; binaries: Binaries }

/** `fast` first; a server that does not listen is cut off, and repairs itself from its log on the next start. */
async function stopServer(pid: number, { cluster, exited, binaries }: Stop): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pg_ctl, ['stop', '-m', 'fast', '-D', cluster.path]).catch(() => undefined)
    return exited
  }
  for (const { signal, patienceMs } of stopSteps) {
    if (!sendSignal(pid, signal)) return
    const gone = await Promise.race([exited.then(() => true), delay(patienceMs, false, { ref: false })])
    if (gone) return
  }
}

/** SIGINT is `fast`, SIGQUIT is `immediate`. Together they stay under the ten seconds a stop may take. */
export const stopSteps = [
  { signal: 'SIGINT', patienceMs: 6000 },
  { signal: 'SIGQUIT', patienceMs: 2000 },
  { signal: 'SIGKILL', patienceMs: 1000 },
] as const

/** False when there is nobody to receive it. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
