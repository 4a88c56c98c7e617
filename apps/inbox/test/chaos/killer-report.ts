import { machine, moment, table, writeSection } from './report.ts'
import { type KillerEnd, sentenceOf } from './random-killer.ts'

export type KillerRun = KillerEnd & { seconds: number }

type Asked = { seed: number; queue: string; replay: string }

/** One section a queue: the latest run on it. */
export function reportKiller(runs: readonly KillerRun[], { queue, seed, replay }: Asked): string {
  const sum = (count: (run: KillerRun) => number) => runs.reduce((all, run) => all + count(run), 0)
  const counts = new Map<string, number>()
  for (const run of runs) for (const [what, often] of run.counts) counts.set(what, (counts.get(what) ?? 0) + often)
  const kills = sum((run) => run.kills)
  const seconds = Math.max(...runs.map((run) => run.seconds))
  const rows = [...counts].toSorted(([one], [other]) => one.localeCompare(other))
  return writeSection(`The random killer, queue on ${queue === 'redis' ? 'Redis' : 'PostgreSQL'}`, [
    `${kills} random kill -9 in ${Math.round(seconds)} s, ${sum((run) => run.mails)} mails in, ${sum((run) => run.replies)} replies asked, ${runs.length} desks of three processes at once.`,
    '',
    ...runs.map((run, index) => `- seed ${seed + index}: \`${sentenceOf(run)}\``),
    '',
    `\`${replay}\` · ${moment()} · ${machine()}`,
    '',
    ...table(['done', 'times'], rows),
  ])
}
