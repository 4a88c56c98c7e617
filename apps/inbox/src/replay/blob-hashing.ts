import { createHash } from 'node:crypto'
import type { BlobStore } from '../blobs/blob-store.ts'

/** A blob store that is read from and never written to: what is put is named as it would be, and forgotten. */
export function blobHashing(store: BlobStore): BlobStore {
  return {
    async put(source) {
      const hash = createHash('sha256')
      let size = 0
      for await (const chunk of source instanceof Uint8Array ? [source] : source) {
        hash.update(chunk)
        size += chunk.length
      }
      return { hash: hash.digest('hex'), size }
    },
    open: (hash) => store.open(hash),
  }
}
