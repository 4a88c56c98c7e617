/** The processes of a server that was started as the leader of its own group (Linux: read from /proc). */
import { readdirSync, readFileSync } from 'node:fs'

export type GroupMember = { pid: number; name: string }

/** Living members, zombies left out. */
export function membersOf(groupId: number): GroupMember[] {
  return living().filter((member) => member.group === groupId)
}

/** The process and everything it started that still lives: a server whose parts each lead a group of their own. */
export function treeOf(rootPid: number): number[] {
  const all = living()
  const inside = new Set([rootPid])
  for (let before = 0; before < inside.size;) {
    before = inside.size
    for (const { pid, parent } of all) if (inside.has(parent)) inside.add(pid)
  }
  return [...inside]
}

/** Whether the process stands still. */
export function isStopped(pid: number): boolean {
  return /^\d+ \(.*\) T/s.test(readStat(String(pid)))
}

function living(): (GroupMember & { parent: number; group: number })[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      // Fields after the parenthesised name: state, parent, group.
      const match = /^(\d+) \((.*)\) (\S) (\d+) (\d+)/s.exec(readStat(entry))
      if (!match || match[3] === 'Z') return []
      return [{ pid: Number(match[1]), name: match[2] ?? '', parent: Number(match[4]), group: Number(match[5]) }]
    })
}

/** Sends a signal to the whole group; a group that is gone is no error. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  signalProcess(-groupId, signal)
}

/** Sends a signal to one process; one that has ended meanwhile is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}
