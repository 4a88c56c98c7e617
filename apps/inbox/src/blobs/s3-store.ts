import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import { S3Driver } from 'flydrive/drivers/s3'
import type { BlobsConfig } from '../config.ts'
import { BlobMissing, type BlobStore } from './blob-store.ts'
import { spool, storeAway } from './spool.ts'

type S3Config = Extract<BlobsConfig, { kind: 's3' }>

/** Blobs in a bucket. Spooled to a local file first, because the name is known only when all bytes have been seen. */
export function openS3Store(config: S3Config): BlobStore {
  const disk = new Disk(driverOf(config))
  return {
    async put(source, options) {
      const file = join(tmpdir(), `cordboard-${randomUUID()}`)
      try {
        const stored = await spool(source, file, options)
        const key = keyOf(stored.hash)
        if (!(await answered(disk.exists(key)))) {
          await answered(disk.putStream(key, createReadStream(file), { contentLength: stored.size }))
        }
        return stored
      } finally {
        await rm(file, { force: true })
      }
    },
    async open(hash) {
      const key = keyOf(hash)
      if (!(await answered(disk.exists(key)))) throw new BlobMissing(`The file ${hash} is not in the blob store.`)
      return Readable.toWeb(await answered(disk.getStream(key))) as ReadableStream<Uint8Array>
    },
  }
}

/** Whatever a bucket fails with, it is the bucket's trouble and not the file's. */
async function answered<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    throw storeAway(error)
  }
}

function keyOf(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new BlobMissing('This is not the name of a stored file.')
  return `${hash.slice(0, 2)}/${hash}`
}

function driverOf(config: S3Config): S3Driver {
  return new S3Driver({
    bucket: config.bucket,
    region: config.region,
    forcePathStyle: config.forcePathStyle,
    visibility: 'private',
    supportsACL: false,
    ...(config.endpoint ? { endpoint: config.endpoint } : {}),
    ...(config.accessKeyId && config.secretAccessKey
      ? { credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey } }
      : {}),
  })
}
