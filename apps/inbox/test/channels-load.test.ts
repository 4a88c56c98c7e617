import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const report = `
  import { createRequire } from 'node:module'
  const { channels } = await import(process.argv[1])
  console.log(JSON.stringify([channels.length, ...Object.keys(createRequire(process.argv[1]).cache)]))`

it('loads the channels without what speaks to their providers', { timeout: 60_000 }, async () => {
  const channels = new URL('../src/channels.ts', import.meta.url).href
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', report, channels])
  const [count, ...files] = JSON.parse(stdout) as [number, ...string[]]
  expect(count).toBeGreaterThan(3)
  expect(files.some((file) => file.includes('libmime'))).toBe(true)
  expect(files.filter((file) => /telegraf|twitter-api-v2|imapflow|nodemailer\/lib\/smtp/.test(file))).toEqual([])
})
