/** No room for files: what is refused is refused in one sentence, what waits comes in when there is room again. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { clean, lineOf } from './checker.ts'
import { callDesk } from './desk-api.ts'
import { apiKey } from './desk-process.ts'
import type { Line } from './line.ts'
import { canMount } from './small-disk.ts'
import { openStage, type Stage } from './stage.ts'

const largestOnDisk = 6_000_000

describe.skipIf(!hasPeer('dovecot') || !canMount())('on a small disk', () => {
  let stage: Stage
  let line: Line
  let url: string
  let disk: string

  beforeAll(async () => {
    stage = await openStage(createTestDatabase)
    line = await stage.line()
    disk = await line.dataDir
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${largestOnDisk}`, 'tmpfs', disk])
    url = (await line.begin()).url
  })
  afterAll(async () => {
    await line.stopAll()
    execFileSync('umount', [disk])
    await stage[Symbol.asyncDispose]()
  })

  async function upload(bytes: number): Promise<{ status: number; code?: string; message?: string }> {
    const form = new FormData()
    form.append('file', new File([new Uint8Array(bytes).fill(1)], 'statement.pdf'))
    const response = await fetch(`${url}/api/v1/uploads`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${apiKey}` },
    })
    const { error } = (await response.json()) as { error?: { code: string; message: string } }
    return { status: response.status, ...error }
  }

  async function stateOf(): Promise<{ state: string; detail: string }> {
    const { items } = await callDesk<{ items: { state: { state: string; detail: string } }[] }>(url, 'GET', '/accounts')
    return items[0]?.state ?? { state: 'no account', detail: '' }
  }

  test('a full disk refuses files in one sentence and keeps mail where it is until there is room', async () => {
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, new Uint8Array(largestOnDisk - 500_000))
    const refused = await upload(2_000_000)
    expect(refused).toMatchObject({ status: 507, code: 'disk_full' })
    expect(refused.message).toMatch(/^The disk for files is full[^\n]*\.$/)
    // Over a megabyte a mail lies among the files.
    line.customersWrite(1, { bytes: 1_200_000 })
    await expect.poll(stateOf, { timeout: 30_000 }).toMatchObject({ state: 'degraded' })
    expect((await stateOf()).detail).toMatch(/^The disk for files is full[^\n]*\.$/)
    rmSync(ballast)
    await line.atRest(url)
    expect((await upload(2_000_000)).status).toBe(201)
    const findings = await line.check(url)
    expect(lineOf(findings), JSON.stringify(findings)).toBe(clean)
  })

  test('an upload that is too large and a call that is malformed are refused in one sentence', async () => {
    expect(await upload(56_000_000)).toMatchObject({ status: 413, code: 'too_large' })
    const [reply] = await line.agentWrites(url, 1)
    const path = `${url}/api/v1/conversations/${reply?.conversationId}/replies`
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const calls: [string, number][] = [
      ['{"clientId": ', 400],
      ['[]', 400],
      ['{"clientId": 7}', 400],
      [JSON.stringify({ clientId: reply?.clientId }), 422],
    ]
    for (const [body, status] of calls) {
      const response = await fetch(path, { method: 'POST', body, headers })
      const { error } = (await response.json()) as { error: { message: string } }
      expect([body, response.status]).toEqual([body, status])
      expect(error.message).toMatch(/^[^\n]+$/)
    }
    if (reply) await line.ask(url, reply)
    await line.atRest(url)
    expect(lineOf(await line.check(url))).toBe(clean)
  })
})
