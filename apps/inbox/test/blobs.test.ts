import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BlobMissing, BlobRefused } from '../src/blobs/blob-store.ts'
import { openDiskStore } from '../src/blobs/disk-store.ts'
import { openS3Store } from '../src/blobs/s3-store.ts'
import { asRefusal } from '../src/blobs/spool.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordboard-blobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const helloHash = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
const hello = new TextEncoder().encode('hello')

async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

async function* chunks(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text)
}

describe('the blob store on disk', () => {
  it('names a file by what is in it and stores the same one once', async () => {
    const store = await openDiskStore(folder)
    expect(await store.put(hello)).toEqual({ hash: helloHash, size: 5 })
    expect(await store.put(chunks('hel', 'lo'))).toEqual({ hash: helloHash, size: 5 })
    expect(await files()).toEqual([helloHash])
    expect(await new Response(await store.open(helloHash)).text()).toBe('hello')
  })

  it('leaves nothing behind when the source breaks, is stopped or is too large', async () => {
    const store = await openDiskStore(folder)
    const breaks = (async function* () {
      yield hello
      throw new Error('the upload was cut')
    })()
    await expect(store.put(breaks)).rejects.toThrow('the upload was cut')
    await expect(store.put(chunks('a', 'b'), { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    await expect(store.put(chunks('abc', 'def'), { maxBytes: 5 })).rejects.toMatchObject({ reason: 'too_large' })
    await expect(store.put(new Uint8Array(6), { maxBytes: 5 })).rejects.toMatchObject({ reason: 'too_large' })
    expect(await files()).toEqual([])
  })

  it('says in a sentence that the disk is full', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    expect(asRefusal(full)).toBeInstanceOf(BlobRefused)
    expect(asRefusal(full)).toMatchObject({ reason: 'disk_full', message: expect.stringContaining('free space') })
  })

  it('says that it is away, and not that a file is missing, when its folder is not there', async () => {
    const store = await openDiskStore(folder)
    await store.put(hello)
    await rm(folder, { recursive: true })
    await expect(store.put(new Uint8Array([1]))).rejects.toMatchObject({ name: 'BlobRefused', reason: 'away' })
    await expect(store.open(helloHash)).rejects.toMatchObject({ name: 'BlobRefused', reason: 'away' })
  })

  it.each([helloHash, '../../etc/passwd', ''])('does not open what it does not have: %s', async (name) => {
    const store = await openDiskStore(folder)
    await expect(store.open(name)).rejects.toThrow(BlobMissing)
  })
})

describe('the blob store in a bucket', () => {
  it('takes any failure of the bucket for the bucket’s, so that no message is blamed for it', async () => {
    const server = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const store = openS3Store({
      kind: 's3',
      endpoint: `http://127.0.0.1:${port}`,
      region: 'none',
      bucket: 'files',
      forcePathStyle: true,
      accessKeyId: 'key',
      secretAccessKey: 'secret',
    })
    await expect(store.put(hello)).rejects.toMatchObject({ name: 'BlobRefused', reason: 'away' })
    await expect(store.open(helloHash)).rejects.toMatchObject({ name: 'BlobRefused', reason: 'away' })
    server.close()
    server.closeAllConnections()
  })
})
