/** What the desk stands on is emptied, full, put back in time, or tells another hour. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { Rows } from '../desk-line.ts'
import { canMount } from '../small-disk.ts'
import type { Fault } from './fault.ts'
import { work } from './work.ts'

const diskBytes = 6_000_000
const hourMs = 3_600_000

export const queueEmptied: Fault = {
  name: 'queue store emptied',
  async run(world, form) {
    const times = form === 'long' ? 10 : 2
    for (let time = 0; time < times; time += 1) {
      const working = work(world, { mails: 3, replies: 3 })
      await world.emptyQueue()
      await working
      await world.emptyQueue()
    }
    return { injected: 'FLUSHALL, or the queue’s tables truncated, amid work', times: times * 2 }
  },
}

export const storeFaults: readonly Fault[] = [
  queueEmptied,
  {
    name: 'clock jump',
    async run(world) {
      const { crew, line } = world
      const folder = mkdtempSync(join(tmpdir(), 'cordboard-clock-'))
      const clock = join(folder, 'offset')
      writeFileSync(clock, '0')
      await crew.killAll()
      const environment = {
        NODE_OPTIONS: `--import ${join(import.meta.dirname, '../moved-clock.ts')}`,
        MOVED_CLOCK: clock,
      }
      await crew.start(environment)
      const jumps = [6, -6, 48, -48]
      for (const hours of jumps) {
        const working = work(world, { mails: 2, replies: 2 })
        writeFileSync(clock, String(hours * hourMs))
        await working
        await line.atRest(crew.url)
      }
      writeFileSync(clock, '0')
      // What looks for everything left must go on by the hour that is right again.
      await untilSwept(line.rows())
      await crew.killAll()
      await crew.start()
      rmSync(folder, { recursive: true })
      return {
        injected: `the desk’s processes jump by ${jumps.join(', ')} h; PostgreSQL’s own clock stays`,
        times: jumps.length,
      }
    },
  },
  {
    name: 'disk full',
    async run({ crew, line }, form) {
      if (!canMount()) throw new Error('This machine lets nobody mount a small disk, so it was not tried.')
      const disk = await line.dataDir
      const aside = mkdtempSync(join(tmpdir(), 'cordboard-disk-'))
      await crew.killAll()
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk])
      try {
        await crew.start()
        const ballast = join(disk, 'ballast')
        writeFileSync(ballast, new Uint8Array(diskBytes - 500_000))
        // Over a megabyte a mail lies among the files.
        line.customersWrite(form === 'long' ? 3 : 1, { bytes: 1_200_000 })
        await line.untilAccount(
          crew.url,
          ({ state, detail }) => state === 'degraded' && detail.startsWith('The disk for files is full'),
        )
        rmSync(ballast)
        await line.atRest(crew.url)
        await crew.killAll()
        cpSync(disk, aside, { recursive: true })
      } finally {
        execFileSync('umount', [disk])
      }
      cpSync(aside, disk, { recursive: true })
      rmSync(aside, { recursive: true })
      await crew.start()
      return { injected: 'no room for files when a mail of 1.2 MB comes; then room again', times: 1 }
    },
  },
  {
    name: 'restored old backup does not re-send',
    async run(world) {
      const { crew, line, postgres, sink } = world
      await crew.kill('worker')
      const waiting = await work(world, { mails: 2, replies: 4 })
      await crew.killAll()
      const cluster = await postgres.stop()
      const backup = `${cluster}-backup`
      execFileSync('cp', ['-a', cluster, backup])
      await postgres.start()
      await crew.start()
      // After the backup they go out, and more mail comes in.
      for (const reply of waiting) await sink.waitFor(({ raw }) => raw.includes(reply.token), 60_000)
      line.customersWrite(3)
      await line.atRest(crew.url)
      await crew.killAll()
      await postgres.stop()
      execFileSync('rm', ['-rf', cluster])
      execFileSync('mv', [backup, cluster])
      await postgres.start()
      await crew.start()
      return {
        injected:
          'PostgreSQL’s files put back to before 4 replies went out and 3 mails came: the replies are held, the mails read again',
        times: 1,
        held: waiting.map(({ clientId }) => clientId),
      }
    },
  },
]

async function untilSwept(rows: Rows): Promise<void> {
  const beats = async () =>
    Number((await rows.query<{ beats: string }>('select beats from desk_record')).rows[0]?.beats)
  const before = await beats()
  await until('the desk sweeps again', async () => (await beats()) > before + 1, 20_000)
}
