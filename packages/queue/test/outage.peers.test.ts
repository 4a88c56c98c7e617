import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { prepareBackend, type QueueBackend } from '../src/backend.ts'
import { openDoorbell, RING_LIMIT_MS } from '../src/doorbell.ts'
import { StoreUnreachable } from '../src/store-unreachable.ts'
import { startWorkers, type WorkerSettings } from '../src/worker.ts'
import { bothBackends } from './support/both-backends.ts'
import { freePort, type Peer } from './support/peer.ts'
import { query, startPostgres } from './support/postgres.ts'
import { handlers } from './support/quiet-handlers.ts'
import { recordingLog } from './support/recording-log.ts'
import { startRedis } from './support/redis.ts'
import { until } from './support/until.ts'

const log = recordingLog()
const settings: WorkerSettings = { concurrency: { inbound: 10, drain: 10, errand: 2 }, sweepEveryMs: 600_000, log }

describe.each(bothBackends)('on $name', ({ name, startPeer }) => {
  let peer: Peer
  let backend: QueueBackend

  beforeAll(async () => {
    peer = await startPeer()
    backend = peer.backend
    await prepareBackend(backend, log)
  })
  afterAll(() => peer[Symbol.asyncDispose]())
  beforeEach(() => peer.empty())

  test('a store that cannot be reached is named in one sentence without its password', async () => {
    const port = await freePort()
    const url = name === 'redis' ? `redis://:secret@127.0.0.1:${port}` : `postgres://me:secret@127.0.0.1:${port}/desk`
    for (const attempt of [prepareBackend, openDoorbell]) {
      const error = await attempt({ ...backend, url }, log).then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(StoreUnreachable)
      expect(String(error)).toContain(`127.0.0.1:${port}`)
      expect(String(error)).toContain('ECONNREFUSED')
      expect(String(error)).not.toContain('secret')
    }
  })

  test('preparing twice at once and again later changes nothing', async () => {
    await Promise.all([prepareBackend(backend, log), prepareBackend(backend, log)])
    expect(await prepareBackend(backend, log)).toBeNull()
  })

  test('a clock that was ahead and is put right does not keep the sweep waiting for the hour it showed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 48 * 3_600_000 })
    try {
      let sweeps = 0
      const sweep = async () => void (sweeps += 1)
      await using _ = await startWorkers(backend, handlers({ sweep }), { ...settings, sweepEveryMs: 400 })
      await until('a sweep', () => sweeps > 0)
      vi.useRealTimers()
      const soFar = sweeps
      await until('sweeps go on', () => sweeps >= soFar + 3)
    } finally {
      vi.useRealTimers()
    }
  })

  test('an emptied store takes new rings, and the sweep returns by itself', async () => {
    const drained: string[] = []
    let sweeps = 0
    await using doorbell = await openDoorbell(backend, log)
    await doorbell.ring.drain('before')
    await peer.empty()
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain(conversationId) {
          drained.push(conversationId)
          return 'done'
        },
        async sweep() {
          sweeps += 1
        },
      }),
      { ...settings, sweepEveryMs: 400 },
    )
    await until('a sweep', () => sweeps > 0)
    await peer.empty()
    const soFar = sweeps
    expect(await doorbell.ring.bulkDrain(['before', 'after'])).toEqual({ heard: true })
    await until('both lanes are worked', () => drained.length === 2, 8_000)
    await until('sweeps go on', () => sweeps >= soFar + 3)
    expect(drained.toSorted()).toEqual(['after', 'before'])
  })

  test('a store that restarts is survived by doorbell and workers; meanwhile rings fail fast', async () => {
    const drained = new Set<string>()
    await using doorbell = await openDoorbell(backend, log)
    await using workers = await startWorkers(
      backend,
      handlers({
        async drain(conversationId) {
          drained.add(conversationId)
          return 'done'
        },
      }),
      settings,
    )
    await doorbell.ring.drain('before')
    await until('work before', () => drained.has('before'))

    await peer.stop()
    for (const ring of [
      () => doorbell.ring.drain('lost'),
      () => doorbell.ring.inbound(['lost']),
      () => doorbell.ring.bulkDrain(['lost']),
    ]) {
      const before = performance.now()
      const heard = await ring()
      expect(performance.now() - before).toBeLessThan(RING_LIMIT_MS + 500)
      expect(heard).toMatchObject({ heard: false, error: { name: 'StoreUnreachable', store: name } })
    }
    await expect(doorbell.ping()).rejects.toThrow(StoreUnreachable)
    await expect(doorbell.depth()).rejects.toThrow(StoreUnreachable)

    await peer.start()
    await until('what was rung meanwhile is worked, though nobody rings again', () => drained.has('lost'), 15_000)
    await until('rings are heard again', async () => (await doorbell.ring.drain('after')).heard)
    await until('work after', () => drained.has('after'), 15_000)
    expect(workers.running()).toBe(true)
    await doorbell.ping()
  })

  test('a ring into a store that takes and never answers fails within its limit', async () => {
    await using doorbell = await openDoorbell(backend, log)
    const thaw = await peer.freeze()
    const before = performance.now()
    const heard = await doorbell.ring.drain('conversation')
    const tookMs = performance.now() - before
    await thaw()
    expect(heard.heard).toBe(false)
    expect(tookMs).toBeLessThan(RING_LIMIT_MS + 500)
    await until('it is heard again', async () => (await doorbell.ring.drain('conversation')).heard)
  })

  test('a store that goes away while workers start is said, not spun on', async () => {
    const starting = startWorkers(backend, handlers({}), settings).then(
      (workers) => workers[Symbol.asyncDispose](),
      (error: unknown) => expect(error).toBeInstanceOf(StoreUnreachable),
    )
    await peer.stop()
    await starting
    await peer.start()
    await using workers = await startWorkers(backend, handlers({}), settings)
    expect(workers.running()).toBe(true)
  })
})

test('a Redis that may evict jobs is named in a sentence', async () => {
  await using peer = await startRedis(['--maxmemory-policy', 'allkeys-lru'])
  expect(await prepareBackend(peer.backend, log)).toMatch(/maxmemory-policy allkeys-lru\): set it to noeviction/)
})

test('on PostgreSQL a process holds at most ten connections, also when all its workers are busy', async () => {
  await using peer = await startPostgres()
  const { backend } = peer
  await prepareBackend(backend, log)
  await using doorbell = await openDoorbell(backend, log)
  const lanes = new Set<string>()
  await using _workers = await startWorkers(
    backend,
    handlers({
      async drain(conversationId) {
        lanes.add(conversationId)
        return 'done'
      },
    }),
    settings,
  )
  let most = 0
  const held = `select count(*)::int as held from pg_stat_activity where application_name like 'cordboard-%'`
  // On a busy machine a ring may not be heard in time, as the sweep knows; here it is repeated at once.
  const ring = async (id: string): Promise<unknown> => (await doorbell.ring.drain(id)).heard || ring(id)
  await Promise.all(Array.from({ length: 500 }, (_, n) => ring(`conversation-${n}`)))
  await until('all lanes are worked', async () => {
    const [row] = (await query(backend.url, held)) as { held: number }[]
    most = Math.max(most, row!.held)
    return lanes.size === 500
  })
  expect(most).toBeGreaterThan(3)
  expect(most).toBeLessThanOrEqual(10)
  const [setting] = (await query(backend.url, 'show synchronous_commit')) as { synchronous_commit: string }[]
  expect(setting!.synchronous_commit).toBe('on')
})
