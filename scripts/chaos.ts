/**
 * `pnpm chaos --seed N --minutes M [--kills K] [--desks D] [--queue redis|postgres]`: kills the processes and servers of working desks
 * at random, prints what customers and agents saw of it, and writes it to docs/faults.md. `pnpm chaos --faults [word …]
 * [--short]`: each fault of the list, or those whose names hold a word, with its line in the same file.
 */
import { parseArgs } from 'node:util'
import { runFaults } from '../apps/inbox/test/chaos/faults/command.ts'
import { type KillerRun, reportKiller } from '../apps/inbox/test/chaos/killer-report.ts'
import { killAtRandom, sentenceOf } from '../apps/inbox/test/chaos/random-killer.ts'
import { openWorld } from '../apps/inbox/test/chaos/world.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '5' },
    kills: { type: 'string', default: 'Infinity' },
    desks: { type: 'string', default: '2' },
    queue: { type: 'string', default: 'redis' },
    faults: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
})
const say = (line: string) => console.log(line)
process.exitCode = (
  values.faults ? await runFaults(positionals, values.short ? 'short' : 'long', say) : await runKiller()
)
  ? 0
  : 1

/** Each desk has servers and a seed of its own. */
async function runKiller(): Promise<boolean> {
  const { minutes, kills, queue } = values
  const seed = Number(values.seed)
  const desks = Number(values.desks)
  const replay = `pnpm chaos --seed ${seed} --desks ${desks} --kills ${kills} --minutes ${minutes} --queue ${queue}`
  say(replay)
  const share = Math.ceil(Number(kills) / desks)
  const endAt = Date.now() + Number(minutes) * 60_000
  const runs = await Promise.all(Array.from({ length: desks }, (_, index) => runDesk(seed + index, share, endAt)))
  say(reportKiller(runs, { seed, queue, replay }))
  for (const [index, { held, findings, doubt, crashes }] of runs.entries()) {
    if (held) continue
    say(`Replay this desk alone: pnpm chaos --seed ${seed + index} --desks 1 --kills ${share} --queue ${queue}`)
    say(JSON.stringify({ findings, doubt, crashes }, (_, value) => (value instanceof Set ? [...value] : value), 2))
  }
  return runs.every(({ held }) => held)
}

async function runDesk(seed: number, kills: number, endAt: number): Promise<KillerRun> {
  const startedAt = performance.now()
  await using world = await openWorld({ queue: values.queue === 'postgres' ? 'postgres' : 'redis' })
  const end = await killAtRandom(world, { seed, kills, endAt, say: (line) => say(`seed ${seed}: ${line}`) })
  say(`seed ${seed} ended: ${sentenceOf(end)}`)
  if (!end.held) say(JSON.stringify(end.riddles, null, 2))
  return { ...end, seconds: (performance.now() - startedAt) / 1_000 }
}
