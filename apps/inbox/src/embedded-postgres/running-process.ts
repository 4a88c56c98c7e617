import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** What tells a process from a later one that was given the same number. */
export type RunningProcess = { startedAt: string; command: string }

/** The process with that number, or null when there is none. */
export async function findProcess(pid: number): Promise<RunningProcess | null> {
  if (!isAlive(pid)) return null
  if (process.platform === 'linux') return readProc(pid)
  if (process.platform === 'win32') return { startedAt: '', command: '' }
  return askPs(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Slim images carry no `ps`, so Linux is asked directly. */
async function readProc(pid: number): Promise<RunningProcess | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    // The second field is the name in brackets and may hold blanks; state is the third field, start time the 22nd.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return null
    return { startedAt: rest[18] ?? '', command: command.replaceAll('\0', ' ') }
  } catch {
    return null
  }
}

async function askPs(pid: number): Promise<RunningProcess | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=,args=', '-p', String(pid)])
    const lstartLength = 24
    return { startedAt: stdout.slice(0, lstartLength), command: stdout.slice(lstartLength).trim() }
  } catch {
    return null
  }
}
