import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
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

/** A full disk in words; anything else as it came. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && fullDisk.has(String(error.code)))) return error
  const message = 'The disk for files is full, so nothing was stored; free space in the data folder and try again.'
  return new BlobRefused('disk_full', message, { cause: error })
}
