/** What takes as long as it takes, each with a store of its own, all at once: they wait and use nothing. */
import { describe, expect, test } from 'vitest'
import { prepareBackend } from '../src/backend.ts'
import { openDoorbell } from '../src/doorbell.ts'
import { startWorkers } from '../src/worker.ts'
import { bothBackends } from './support/both-backends.ts'
import { forkWorker } from './support/fork-worker.ts'
import { handlers } from './support/quiet-handlers.ts'
import { recordingLog } from './support/recording-log.ts'
import { until } from './support/until.ts'

const settings = { concurrency: { inbound: 10, drain: 10, errand: 2 }, sweepEveryMs: 600_000 }

describe.concurrent.each(bothBackends)('on $name', ({ startPeer }) => {
  async function startPrepared() {
    const peer = await startPeer()
    const log = recordingLog()
    await prepareBackend(peer.backend, log)
    return { ...peer, log }
  }

  test('a job of a killed process runs again within 15 s', async () => {
    await using peer = await startPrepared()
    const { backend, log } = peer
    await using doorbell = await openDoorbell(backend, log)
    const drained: number[] = []
    await using doomed = forkWorker(backend, { hang: true })
    await until('the doomed process runs', () => doomed.reports.length > 0, 30_000)
    await doorbell.ring.drain('conversation')
    await until('it has the job', () => doomed.reports.some(({ said }) => said.call === 'drain'))
    await using _workers = await startWorkers(
      backend,
      handlers({
        async drain() {
          drained.push(Date.now())
          return 'done'
        },
      }),
      { ...settings, log },
    )
    await doomed.kill()
    const killedAt = Date.now()
    await until('it runs again', () => drained.length > 0, 20_000)
    expect(drained[0]! - killedAt).toBeLessThan(15_500)
    expect(log.of('job_taken_from_silent_worker').length).toBeGreaterThan(0)
  })

  test('stopping while the store is away ends within 10 s', async () => {
    await using peer = await startPrepared()
    const { backend, log } = peer
    const workers = await startWorkers(backend, handlers({}), { ...settings, log })
    const doorbell = await openDoorbell(backend, log)
    await peer.stop()
    const before = performance.now()
    await Promise.all([workers[Symbol.asyncDispose](), doorbell[Symbol.asyncDispose]()])
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})
