import type { BlobsConfig } from '../config.ts'
import type { BlobStore } from './blob-store.ts'
import { openDiskStore } from './disk-store.ts'

export async function openBlobStore(config: BlobsConfig): Promise<BlobStore> {
  if (config.kind === 'disk') return openDiskStore(config.folder)
  // The S3 client is large: a desk that keeps its files on disk neither waits for it nor carries it.
  const { openS3Store } = await import('./s3-store.ts')
  return openS3Store(config)
}
