import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BlobMissing, BlobRefused } from '../src/blobs/blob-store.ts'
import { openDiskStore } from '../src/blobs/disk-store.ts'
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

  it.each([helloHash, '../../etc/passwd', ''])('does not open what it does not have: %s', async (name) => {
    const store = await openDiskStore(folder)
    await expect(store.open(name)).rejects.toThrow(BlobMissing)
  })
})
