import type { BlobsConfig } from '../config.ts'
import type { BlobStore } from './blob-store.ts'
import { openDiskStore } from './disk-store.ts'
import { openS3Store } from './s3-store.ts'

export async function openBlobStore(config: BlobsConfig): Promise<BlobStore> {
  return config.kind === 'disk' ? openDiskStore(config.folder) : openS3Store(config)
}
