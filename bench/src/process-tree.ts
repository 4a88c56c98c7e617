/** What a process and everything it started costs, as Linux accounts for it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const ticksPerSecond = 100

type Stat = { pid: number; parent: number; cpuTicks: number; ownTicks: number }

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold spaces; the fields after it are numbered from 3.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [own = 0, withEnded = 0] = [
      [11, 12],
      [11, 12, 13, 14],
    ].map((indexes) => indexes.reduce((sum, index) => sum + Number(fields[index]), 0))
    return { pid, parent: Number(fields[1]), cpuTicks: withEnded, ownTicks: own }
  } catch {
    return null
  }
}

function everyProcess(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null)
}

function treesOf(roots: readonly number[]): Stat[] {
  const all = everyProcess()
  const inside = new Set(roots)
  let grew = true
  while (grew) {
    const before = inside.size
    for (const { pid, parent } of all) if (inside.has(parent)) inside.add(pid)
    grew = inside.size > before
  }
  return all.filter(({ pid }) => inside.has(pid))
}

/** CPU seconds of the processes and all their descendants, ended ones included. */
export function cpuSecondsOf(roots: readonly number[]): number {
  return treesOf(roots).reduce((sum, { cpuTicks }) => sum + cpuTicks, 0) / ticksPerSecond
}

/** CPU seconds of one process by itself. */
export function ownCpuSecondsOf(pid: number): number {
  // Of the four counters the last two are those of children that have ended.
  return (statOf(pid)?.ownTicks ?? 0) / ticksPerSecond
}

/** Proportional set size in MB: shared pages count once over all who share them. */
export function memoryMbOf(roots: readonly number[]): number {
  const kilobytes = treesOf(roots).map(({ pid }) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return kilobytes.reduce((sum, kilobyte) => sum + kilobyte, 0) / 1024
}

/** Resident memory of one process in MB, now and at its highest since `forgetPeak`. */
export function residentMbOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

/** Needs the right to write to the process's entry, which its owner has. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The postmaster that serves a data folder. */
export function postmasterOf(dataDir: string): number {
  const pid = Number(readFileSync(`${dataDir}/postgres/cluster/postmaster.pid`, 'utf8').split('\n', 1)[0])
  return namespacedParent(pid, dataDir)
}

/** Inside a user namespace the pid file still holds the outer number; the check keeps a stale file from being believed. */
function namespacedParent(pid: number, dataDir: string): number {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  if (!command.includes('postgres')) throw new Error(`No PostgreSQL serves ${dataDir}.`)
  return pid
}
