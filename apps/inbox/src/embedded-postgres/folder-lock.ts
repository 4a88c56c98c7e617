import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresRefusal } from './refusal.ts'
import { findProcess } from './running-process.ts'

type Owner = { pid: number; startedAt: string }

/**
 * Makes this process the only Cordboard on a data folder until disposed. What a killed process left behind is taken
 * over. Throws an `EmbeddedPostgresRefusal` while another one lives.
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  const file = join(folder, 'owner.json')
  const self = await findProcess(process.pid)
  const mine: Owner = { pid: process.pid, startedAt: self?.startedAt ?? '' }
  while (!(await claim(file, mine))) {
    const holder = await readOwner(file)
    if (holder && (await isRunning(holder))) throw alreadyRuns(folder, holder)
    await discard(file, folder)
  }
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) }
}

async function claim(file: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(owner), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Two starters may both find a dead owner; the rename lets one of them discard it, and shows if it took a live one. */
async function discard(file: string, folder: string): Promise<void> {
  const aside = `${file}.${process.pid}`
  try {
    await rename(file, aside)
  } catch {
    return
  }
  const taken = await readOwner(aside)
  if (taken && (await isRunning(taken))) {
    await rename(aside, file)
    throw alreadyRuns(folder, taken)
  }
  await rm(aside, { force: true })
}

async function readOwner(file: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner
  } catch {
    return null
  }
}

async function isRunning(owner: Owner): Promise<boolean> {
  const found = await findProcess(owner.pid)
  return found !== null && found.startedAt === owner.startedAt
}

function alreadyRuns(folder: string, owner: Owner): EmbeddedPostgresRefusal {
  return new EmbeddedPostgresRefusal(
    `Another Cordboard (process ${owner.pid}) already runs on ${folder}: stop it first, or set DATA_DIR to another folder.`,
  )
}
