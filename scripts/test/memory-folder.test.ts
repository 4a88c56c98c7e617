import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryFolder } from '../memory-folder.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordboard-mounts-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function among(mount: string, neededBytes = 1): Promise<string | null> {
  const mounts = join(folder, 'mounts')
  await writeFile(mounts, `/dev/vda / ext4 rw 0 0\n${mount}\n`)
  return memoryFolder({ folder, mounts, neededBytes })
}

test('a folder in memory is taken when it has room', async () => {
  const mount = `tmpfs ${folder} tmpfs rw,relatime,size=24684092k 0 0`
  expect(await among(mount)).toBe(folder)
  expect(await among(mount, 2 ** 60)).toBe(null)
})

test('a disk, and memory where no program may run or nothing may be written, are not', async () => {
  expect(await among('')).toBe(null)
  expect(await among(`/dev/vdb ${folder} ext4 rw 0 0`)).toBe(null)
  expect(await among(`tmpfs ${folder} tmpfs rw,nosuid,nodev,noexec 0 0`)).toBe(null)
  expect(await among(`tmpfs ${folder} tmpfs ro,relatime 0 0`)).toBe(null)
  expect(memoryFolder({ folder, mounts: join(folder, 'nowhere') })).toBe(null)
})
