import { statfs } from 'node:fs/promises'
import { EmbeddedPostgresRefusal } from './refusal.ts'

/** Refuses with the figures where the disk under `folder` has less than `neededMb` left. */
export async function requireFreeDisk(folder: string, neededMb: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const freeMb = Math.floor((bavail * bsize) / 1024 ** 2)
  if (freeMb >= neededMb) return
  throw new EmbeddedPostgresRefusal(
    `The disk under ${folder} is full: ${freeMb} MB are free and the database needs ${neededMb} MB; ` +
      'free some space, or set DATA_DIR to a folder on another disk.',
  )
}
