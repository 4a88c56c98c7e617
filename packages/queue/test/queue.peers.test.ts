import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Errand } from '../src/jobs.ts'
import { prepareBackend, type QueueBackend } from '../src/backend.ts'
import { openDoorbell } from '../src/doorbell.ts'
import { openStore } from '../src/open-store.ts'
import { startWorkers, type WorkerSettings } from '../src/worker.ts'
import { bothBackends } from './support/both-backends.ts'
import { forkWorker } from './support/fork-worker.ts'
import { drainLanes, makeLanes } from './support/lanes.ts'
import type { Peer } from './support/peer.ts'
import { handlers } from './support/quiet-handlers.ts'
import { recordingLog } from './support/recording-log.ts'
import { until } from './support/until.ts'

const log = recordingLog()
const settings: WorkerSettings = { concurrency: { inbound: 10, drain: 10, errand: 2 }, sweepEveryMs: 600_000, log }

describe.each(bothBackends)('on $name', ({ startPeer }) => {
  let peer: Peer
  let backend: QueueBackend

  beforeAll(async () => {
    peer = await startPeer()
    backend = peer.backend
    await prepareBackend(backend, log)
  })
  afterAll(() => peer[Symbol.asyncDispose]())
  beforeEach(() => peer.empty())

  test('ledger ids arrive once each, in as many jobs as needed, the backlog behind what is live', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `ledger-${n}`)
    await using doorbell = await openDoorbell(backend, log)
    expect(await doorbell.ring.inbound(['old-1', 'old-2'], { priority: 'backlog' })).toEqual({ heard: true })
    expect(await doorbell.ring.inbound(ids)).toEqual({ heard: true })
    expect(await doorbell.depth()).toMatchObject({ inbound: { waiting: 4, active: 0, delayed: 0 } })

    const seen: string[] = []
    const one = { ...settings, concurrency: { inbound: 1, drain: 1, errand: 2 } }
    await using _workers = await startWorkers(
      backend,
      handlers({
        async inbound(batch) {
          seen.push(...batch)
        },
      }),
      one,
    )
    await until('all ids seen', () => seen.length >= 122)
    expect(seen).toEqual([...ids, 'old-1', 'old-2'])
    await until('nothing is kept', async () => (await doorbell.depth()).inbound.active === 0)
  })

  test('an errand is done once however often it is rung for, and once more when it is rung for meanwhile', async () => {
    await using doorbell = await openDoorbell(backend, log)
    const errand = { what: 'fetch', id: 'account' } as const
    await Promise.all([errand, errand, errand].map((one) => doorbell.ring.errand(one)))
    expect(await doorbell.depth()).toMatchObject({ errand: { waiting: 1 } })
    const done: Errand[] = []
    const { promise: rungMeanwhile, resolve } = Promise.withResolvers<void>()
    await using _workers = await startWorkers(
      backend,
      handlers({
        async errand(one) {
          done.push(one)
          await rungMeanwhile
        },
      }),
      settings,
    )
    await until('it is begun', () => done.length === 1)
    await doorbell.ring.errand(errand)
    await doorbell.ring.errand({ what: 'typing', id: 'account', untilMs: 1 })
    await until('others are not kept waiting', () => done.length === 2)
    resolve()
    await until('it is done once more', () => done.length === 3)
    expect(done).toEqual([errand, { what: 'typing', id: 'account', untilMs: 1 }, errand])
    await until('nothing is left', async () => (await doorbell.depth()).errand.active === 0)
  })

  test('order holds in each of 200 lanes at concurrency 10 in two workers, whatever fails', async () => {
    const lanes = makeLanes(200)
    const mishap = () => {
      const dice = Math.random()
      return dice < 0.05 ? 'throw' : dice < 0.25 ? 'wait' : 'none'
    }
    const drain = drainLanes(lanes, mishap)
    await using doorbell = await openDoorbell(backend, log)
    await using _first = await startWorkers(backend, handlers({ drain }), settings)
    await using _second = await startWorkers(backend, handlers({ drain }), settings)

    const rings = [0, 1, 2, 3, 4].flatMap((reply) =>
      lanes.names.map(async (name) => {
        await delay(Math.random() * 400 + reply * 20)
        lanes.queued.get(name)!.push(lanes.queued.get(name)!.length + lanes.sent.get(name)!.length)
        return doorbell.ring.drain(name)
      }),
    )
    await Promise.all(rings)
    // What the sweep does for a lane whose call threw.
    await until(
      'every reply is sent',
      async () => {
        await doorbell.ring.bulkDrain(lanes.open())
        await delay(100)
        return lanes.open().length === 0
      },
      40_000,
    )

    expect(lanes.overlaps).toBe(0)
    expect(lanes.names.filter((name) => String(lanes.sent.get(name)) !== '0,1,2,3,4')).toEqual([])
  })

  test('a ring during a call leads to one more call, after it and not beside it', async () => {
    const gate = Promise.withResolvers<void>()
    let running = 0
    let calls = 0
    let together = 0
    await using doorbell = await openDoorbell(backend, log)
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain() {
          running += 1
          calls += 1
          together = Math.max(together, running)
          await gate.promise
          running -= 1
          return 'done'
        },
      }),
      settings,
    )
    await doorbell.ring.drain('conversation')
    await until('the lane is called', () => calls === 1)
    for (let n = 0; n < 3; n += 1) await doorbell.ring.drain('conversation')
    await doorbell.ring.bulkDrain(['conversation', 'conversation'])
    await doorbell.ring.drain('other')
    await until('the other lane is called meanwhile', () => calls === 2)
    together = 0
    gate.resolve()
    await until('nothing is left', async () => {
      const { waiting, active } = (await doorbell.depth()).drain
      return calls >= 3 && waiting + active === 0
    })
    expect(calls).toBe(3)
    expect(together).toBe(1)
  })

  test('no wake is lost, also when it comes while its lane is being worked', async () => {
    const lanes = makeLanes(40)
    await using doorbell = await openDoorbell(backend, log)
    await using _workers = await startWorkers(backend, handlers({ drain: drainLanes(lanes, () => 'none') }), settings)
    await Promise.all(
      lanes.names.map(async (name) => {
        for (let reply = 0; reply < 20; reply += 1) {
          lanes.queued.get(name)!.push(reply)
          await doorbell.ring.drain(name)
          await delay(Math.random() * 6)
        }
      }),
    )
    await until('every reply is sent without a sweep', () => lanes.open().length === 0)
    expect(lanes.overlaps).toBe(0)
  })

  test('a lane that asks to wait is called again then, as often as it asks', async () => {
    const calls: number[] = []
    await using doorbell = await openDoorbell(backend, log)
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain() {
          calls.push(Date.now())
          return calls.length < 8 ? { againInMs: 50.7 } : 'done'
        },
      }),
      settings,
    )
    await doorbell.ring.drain('conversation')
    // Not heard separately: the lane is taken.
    await doorbell.ring.drain('conversation', { delayMs: 0.4 })
    await until('the lane is done', () => calls.length >= 8)
    const pauses = calls.slice(1).map((at, n) => at - calls[n]!)
    expect(pauses.filter((pause) => pause < 49).length).toBeLessThanOrEqual(1)
  })

  test('a ring wakes a lane that waits for a later time', async () => {
    let calls = 0
    await using doorbell = await openDoorbell(backend, log)
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain() {
          calls += 1
          return calls === 1 ? { againInMs: 3_600_000 } : 'done'
        },
      }),
      settings,
    )
    await doorbell.ring.drain('conversation')
    await until('the lane waits', async () => (await doorbell.depth()).drain.delayed === 1)
    await doorbell.ring.drain('conversation', { delayMs: 7_200_000 })
    expect(calls).toBe(1)
    await doorbell.ring.drain('conversation')
    await until('the lane is called again', () => calls === 2, 3_000)
    await until('nothing is left', async () => (await doorbell.depth()).drain.delayed === 0)
  })

  test('a delayed ring is heard no earlier than asked', async () => {
    const calls: number[] = []
    await using doorbell = await openDoorbell(backend, log)
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain() {
          calls.push(Date.now())
          return 'done'
        },
      }),
      settings,
    )
    const rungAt = Date.now()
    await doorbell.ring.drain('conversation', { delayMs: 300.5 })
    await until('heard', () => calls.length === 1)
    expect(calls[0]! - rungAt).toBeGreaterThanOrEqual(299)
  })

  test('a malformed job is said once and fails, and the next one is worked', async () => {
    await using store = await openStore(backend, 'doorbell', () => undefined)
    const queue = await store.queue('drain')
    const drained: string[] = []
    const own = recordingLog()
    await queue.add('drain', { conversationId: 7, text: 'hello' })
    await queue.add('drain', { conversationId: 'good' })
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain(conversationId) {
          drained.push(conversationId)
          return 'done'
        },
      }),
      { ...settings, log: own },
    )
    await until('the good one is worked', () => drained.length === 1)
    await until('the other has failed', async () => (await queue.getJobCounts('failed'))['failed'] === 1)
    expect(own.of('job_malformed')).toHaveLength(1)
    expect(JSON.stringify(own.lines)).not.toContain('hello')
  })

  test('a malformed id is refused where it is rung', async () => {
    await using doorbell = await openDoorbell(backend, log)
    await expect(doorbell.ring.drain('a:b')).rejects.toThrow()
    await expect(doorbell.ring.inbound([''])).rejects.toThrow()
  })

  test('stopping while busy lets what is in hand finish and begins nothing new', async () => {
    await using doorbell = await openDoorbell(backend, log)
    const steps: string[] = []
    const workers = await startWorkers(
      backend,
      handlers({
        async drain(conversationId, _signal, closing) {
          steps.push(`begin ${conversationId}`)
          if (!closing.aborted) await new Promise((resolve) => closing.addEventListener('abort', resolve))
          await delay(50)
          steps.push(`end ${conversationId}`)
          return 'done'
        },
      }),
      { ...settings, concurrency: { inbound: 1, drain: 1, errand: 2 } },
    )
    await doorbell.ring.drain('first')
    await doorbell.ring.drain('second')
    await until('first is in hand', () => steps.length === 1)
    expect(workers.running()).toBe(true)
    const stopping = workers[Symbol.asyncDispose]()
    expect(workers.running()).toBe(false)
    await stopping
    expect(steps).toEqual(['begin first', 'end first'])
    expect(await doorbell.depth()).toMatchObject({ drain: { waiting: 1, active: 0 } })
  })

  test('stopping leaves a call behind that does not let go', async () => {
    await using doorbell = await openDoorbell(backend, log)
    const own = recordingLog()
    let told = false
    let begun = false
    const workers = await startWorkers(
      backend,
      handlers({
        async drain(_conversationId, signal) {
          begun = true
          signal.addEventListener('abort', () => (told = true))
          return new Promise(() => undefined)
        },
      }),
      { ...settings, log: own, stop: { letGoAfterMs: 100, leaveAfterMs: 400 } },
    )
    await doorbell.ring.drain('stuck')
    await until('the call runs', () => begun)
    const before = performance.now()
    await workers[Symbol.asyncDispose]()
    expect(performance.now() - before).toBeLessThan(3_000)
    expect(told).toBe(true)
    expect(own.of('jobs_left_behind')).toHaveLength(1)
    expect(await doorbell.depth()).toMatchObject({ drain: { active: 1 } })
  })

  test('two worker processes sweep once per interval together', async () => {
    await using first = forkWorker(backend, { sweepEveryMs: 500 })
    await using second = forkWorker(backend, { sweepEveryMs: 500 })
    const sweeps = () =>
      [...first.reports, ...second.reports].filter(({ said }) => said.call === 'sweep').map(({ at }) => at)
    await until(
      'both run',
      () => [first, second].every(({ reports }) => reports.some(({ said }) => said.call === 'ready')),
      30_000,
    )
    const from = Date.now()
    await until('some sweeps', () => sweeps().filter((at) => at > from).length >= 8, 15_000)
    const seconds = (Math.max(...sweeps()) - from) / 1_000
    // Seven intervals are 3.5 s, and a start may add a sweep; two processes each on their own would need 1.75 s.
    expect(seconds).toBeGreaterThan(2.6)
  })
})
