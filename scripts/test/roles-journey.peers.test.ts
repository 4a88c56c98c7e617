/** The processes of docker-compose.yml carry both journeys together, whatever happens to one of them or to Redis. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clean, lineOf } from '../../apps/inbox/test/chaos/checker.ts'
import type { DeskProcess } from '../../apps/inbox/test/chaos/desk-process.ts'
import type { Rows } from '../../apps/inbox/test/chaos/desk-line.ts'
import type { Line } from '../../apps/inbox/test/chaos/line.ts'
import { openStage, type Stage } from '../../apps/inbox/test/chaos/stage.ts'
import { ageWork, redis as askRedis } from '../../apps/inbox/test/chaos/time-passes.ts'
import { createTestDatabase } from '../../apps/inbox/test/support/postgres.ts'
import { type RedisServer, startRedis } from '../../apps/inbox/test/support/redis.ts'
import { hasPeer } from '../../packages/channel-testkit/src/peers.ts'
import { deskServices, readCompose } from './compose.ts'

describe.skipIf(!hasPeer('dovecot') || !hasPeer('redis'))('api, two listeners and two workers', () => {
  let stage: Stage
  let redis: RedisServer
  let line: Line
  let pool: Rows
  let url: string
  let processes: Map<string, DeskProcess[]>

  beforeAll(async () => {
    stage = await openStage(createTestDatabase)
    redis = await startRedis()
    line = await stage.line({ redisUrl: redis.url })
    pool = line.rows()
    processes = new Map()
    for (const [name, { command = [] }] of deskServices(await readCompose())) {
      const count = name === 'api' ? 1 : 2
      processes.set(name, await Promise.all(Array.from({ length: count }, () => line.start({ command }))))
    }
    await Promise.all([...processes.values()].flat().map((started) => started.ready()))
    url = of('api', 0).url
    await line.connect(url)
    line.customersWrite(5)
    await line.atRest(url)
  })
  afterAll(async () => {
    await stage[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  function of(name: string, index: number): DeskProcess {
    const found = processes.get(name)?.[index]
    if (!found) throw new Error(`docker-compose.yml has no ${name}.`)
    return found
  }

  async function answerAll(count: number): Promise<void> {
    for (const reply of await line.agentWrites(url, count)) expect(await line.ask(url, reply)).toBe(true)
  }

  async function expectClean(): Promise<void> {
    await line.atRest(url)
    const findings = await line.check(url)
    expect(lineOf(findings), JSON.stringify(findings)).toBe(clean)
    expect(findings.unconfirmed).toEqual(new Set())
  }

  test('mail comes in once and replies go out once', async () => {
    await answerAll(5)
    await expectClean()
  })

  test('Redis is emptied while mail and replies are on their way', async () => {
    line.customersWrite(5)
    const answering = answerAll(5)
    await askRedis(redis.url, ['FLUSHALL'])
    await answering
    await askRedis(redis.url, ['FLUSHALL'])
    await ageWork(pool)
    await expectClean()
  })

  test('Redis is killed; replies are accepted without it, and everything goes on when it is back, empty', async () => {
    await redis.kill9()
    line.customersWrite(3)
    await answerAll(2)
    await expect.poll(() => openRows(pool), { timeout: 20_000 }).toBe(3)
    redis = await startRedis({ port: redis.port })
    await ageWork(pool)
    await expectClean()
  })

  test('a listener is paused for longer than its lease: the other one takes over, and its late writes are refused', async () => {
    const held = await leaseOf(pool)
    const holder = [of('listener', 0), of('listener', 1)].find((listener) => listener.log().includes('"account_held"'))
    holder?.signal('SIGSTOP')
    await pool.query(`update channel_accounts set lease_until = now()`)
    await expect.poll(async () => (await leaseOf(pool)).epoch, { timeout: 20_000 }).not.toBe(held.epoch)
    line.customersWrite(3)
    await line.atRest(url)
    const cursor = (await leaseOf(pool)).cursor
    holder?.signal('SIGCONT')
    await expect.poll(() => holder?.log(), { timeout: 20_000 }).toContain('"account_let_go"')
    expect((await leaseOf(pool)).cursor).toEqual(cursor)
    line.customersWrite(2)
    await expectClean()
  })

  test('a worker is killed in the middle of it: the other one goes on', async () => {
    line.customersWrite(5)
    await of('worker', 0).kill9()
    await ageWork(pool)
    await answerAll(2)
    await expectClean()
  })
})

type LeaseRow = { holder: string; epoch: string; cursor: unknown }

async function leaseOf(pool: Rows): Promise<LeaseRow> {
  const { rows } = await pool.query<LeaseRow>(
    'select lease_holder as holder, lease_epoch as epoch, cursor from channel_accounts',
  )
  return rows[0] as LeaseRow
}

async function openRows(pool: Rows): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`select count(*)::int as count from ledger where state = 'open'`)
  return rows[0]?.count ?? 0
}
