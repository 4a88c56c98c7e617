import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { BlobMissing, type BlobStore } from './blob-store.ts'
import { asRefusal, spool, storeAway } from './spool.ts'

/** Blobs in a folder: written beside, synced, then moved to their name, and the move synced as well. */
export async function openDiskStore(folder: string): Promise<BlobStore> {
  const unfinished = join(folder, 'unfinished')
  await mkdir(unfinished, { recursive: true })
  return {
    async put(source, options) {
      if (source instanceof Uint8Array && source.length <= (options?.maxBytes ?? Infinity)) {
        const hash = createHash('sha256').update(source).digest('hex')
        if (await exists(pathOf(folder, hash))) return { hash, size: source.length }
      }
      const file = join(unfinished, randomUUID())
      try {
        const stored = await spool(source, file, options)
        await moveInto(pathOf(folder, stored.hash), file)
        return stored
      } catch (error) {
        await rm(file, { force: true })
        throw asRefusal(error)
      }
    },
    async open(hash) {
      const path = pathOf(folder, hash)
      if (!(await exists(path))) {
        // A folder that is not mounted has lost nothing.
        if (!(await exists(unfinished))) throw storeAway()
        throw new BlobMissing(`The file ${hash} is not in the blob store.`)
      }
      return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
    },
  }
}

function pathOf(folder: string, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new BlobMissing('This is not the name of a stored file.')
  return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function moveInto(path: string, file: string): Promise<void> {
  const folder = dirname(path)
  const made = await mkdir(folder, { recursive: true })
  await rename(file, path)
  await syncFolder(folder)
  // A new folder is durable only with the entry in its parent.
  if (made) {
    await syncFolder(dirname(folder))
    await syncFolder(dirname(dirname(folder)))
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; NTFS journals the rename itself.
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}
