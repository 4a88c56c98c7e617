/** The processes of a server that was started as the leader of its own group (Linux: read from /proc). */
import { readdirSync, readFileSync } from 'node:fs'

export type GroupMember = { pid: number; name: string }

/** Living members, zombies left out. */
export function membersOf(groupId: number): GroupMember[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const stat = readStat(entry)
      // Fields after the parenthesised name: state, parent, group.
      const match = /^(\d+) \((.*)\) (\S) \d+ (\d+)/s.exec(stat)
      if (!match || match[3] === 'Z' || Number(match[4]) !== groupId) return []
      return [{ pid: Number(match[1]), name: match[2] ?? '' }]
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
