import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { say } from '../sentences.ts'
import { BlobRefused, type BlobSource, type StoredBlob } from './blob-store.ts'

type SpoolOptions = { maxBytes?: number; signal?: AbortSignal }

/** Writes a source to a new file and syncs it, hashing on the way. The caller removes the file when this rejects. */
export async function spool(source: BlobSource, file: string, options: SpoolOptions = {}): Promise<StoredBlob> {
  const { maxBytes = Infinity, signal } = options
  const hash = createHash('sha256')
  let size = 0
  try {
    await using handle = await open(file, 'wx', 0o600)
    for await (const chunk of chunksOf(source)) {
      signal?.throwIfAborted()
      size += chunk.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } catch (error) {
    throw asRefusal(error)
  }
  return { hash: hash.digest('hex'), size }
}

async function* chunksOf(source: BlobSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) yield source
  else yield* source
}

function tooLarge(maxBytes: number): BlobRefused {
  return new BlobRefused(
    'too_large',
    `The file is larger than the ${Math.floor(maxBytes / 1_000_000)} MB allowed here.`,
  )
}

const fullDisk = new Set(['ENOSPC', 'EDQUOT'])
const brokenDisk = new Set(['EIO', 'EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EMFILE', 'ENFILE', 'ESTALE'])

/** A full disk, or one that does not work, in words; anything else as it came. */
export function asRefusal(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (brokenDisk.has(code)) return storeAway(error)
  if (!fullDisk.has(code)) return error
  return new BlobRefused('disk_full', say('disk_full').text, { cause: error })
}

export function storeAway(cause?: unknown): BlobRefused {
  return new BlobRefused('away', say('store_away').text, { cause })
}
