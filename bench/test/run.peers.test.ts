/** The bench does not rot unseen: one scenario runs through, its desk, its floor and its report. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = join(import.meta.dirname, '../src/run.ts')
const run = promisify(execFile)

test('a scenario measures a desk beside its floor and reports', async () => {
  const { stdout } = await run(process.execPath, [program, 'open-thread', '--tiny'])
  expect(stdout).toMatch(/open-thread +newest page, p50 +[\d.]+x/)
  expect(stdout).toContain('4 bars, ')
  expect(stdout).toContain('1 scenarios, 0 failed')
})

test('a scenario over a chat finds its pretend provider, and a job that does nothing to be held against', async () => {
  const { stdout } = await run(process.execPath, [program, 'chat-burst', '--tiny'])
  expect(stdout).toMatch(/chat-burst +a message beside a job that does nothing +[\d.]+x/)
  expect(stdout).toContain('1 scenarios, 0 failed')
})

test('a scenario that does not exist is refused with the names of those that do', async () => {
  await expect(run(process.execPath, [program, 'no-such'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('list-api'),
  })
})
