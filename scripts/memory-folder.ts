import { readFileSync, statfsSync } from 'node:fs'

/** At most half of it lies there at one time in a whole run. */
const neededBytes = 6 * 2 ** 30

export type MemoryFolderOptions = { folder?: string; mounts?: string; neededBytes?: number }

/**
 * A folder in memory with room for what tests write; `null` where there is none. Each of their databases waits for its disk at every
 * commit, and a disk has no part in what they prove by kill -9.
 */
export function memoryFolder(options: MemoryFolderOptions = {}): string | null {
  const { folder = '/dev/shm', mounts = '/proc/mounts' } = options
  try {
    const [, , kind, flags = ''] = mountOf(folder, readFileSync(mounts, 'utf8'))
    if (kind !== 'tmpfs' || /\b(noexec|ro)\b/.test(flags)) return null
    const { bavail, bsize } = statfsSync(folder)
    const room = Math.min(bavail * bsize, process.availableMemory())
    return room >= (options.neededBytes ?? neededBytes) ? folder : null
  } catch {
    return null
  }
}

function mountOf(folder: string, mounts: string): string[] {
  const lines = mounts.split('\n').map((line) => line.split(' '))
  return lines.findLast(([, at]) => at === folder) ?? []
}
