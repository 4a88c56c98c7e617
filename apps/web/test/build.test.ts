import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resolveConfig } from 'vite'

test('whoever builds the pages, under a test runner too, builds those people get', async () => {
  const before = process.env['NODE_ENV']
  onTestFinished(() => {
    process.env['NODE_ENV'] = before
  })
  expect(before).toBe('test')
  const config = await resolveConfig({ configFile: join(import.meta.dirname, '../vite.config.ts') }, 'build')
  expect(config.isProduction).toBe(true)
})
