import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { readiness } from '../src/health/readiness.ts'
import { quiet } from './support/quiet-log.ts'

it('is told in time while the database takes connections and says nothing, as one that is frozen', async () => {
  const held: Socket[] = []
  const frozen = createServer((socket) => held.push(socket.on('error', () => undefined)))
  await once(frozen.listen(0, '127.0.0.1'), 'listening')
  const { port } = frozen.address() as AddressInfo
  await using database = openDatabase(`postgres://desk@127.0.0.1:${port}/desk`, { log: quiet, applicationName: 'test' })
  const doorbell = { ping: () => Promise.resolve() } as Parameters<typeof readiness>[0]['doorbell']
  const startedAt = performance.now()
  const { ready, checks } = await readiness({ db: database.db, doorbell }, {})
  expect(performance.now() - startedAt).toBeLessThan(6_000)
  expect(ready).toBe(false)
  expect(checks).toMatchObject({ database: { ok: false }, queue: { ok: true }, inbound: { ok: false } })
  for (const socket of held) socket.destroy()
  frozen.close()
})
