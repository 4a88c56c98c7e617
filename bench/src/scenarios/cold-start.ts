/** From the start command to a desk that answers, first and later starts, and the same after a kill. */
import { startDesk } from '../desk.ts'
import { spreadOf } from '../pairs.ts'
import { factLine, limitLine, type Line } from '../report.ts'
import { temporaryFolder } from '../stage.ts'

export async function coldStart({ repeats }: { repeats: number }): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const dataDir = await temporaryFolder(stack)
  const first = await startOnce(dataDir, 'SIGTERM')
  const later: number[] = []
  for (let n = 0; n < repeats; n++) later.push(await startOnce(dataDir, 'SIGTERM'))
  await startOnce(dataDir, 'SIGKILL')
  const afterKill = await startOnce(dataDir, 'SIGTERM')
  return [
    factLine('first start, PostgreSQL made', `${(first / 1000).toFixed(1)} s`),
    limitLine('second start, median', spreadOf(later.map((ms) => ms / 1000)), 's', 8),
    limitLine('start after kill -9', afterKill / 1000, 's', 8),
  ]
}

async function startOnce(dataDir: string, end: NodeJS.Signals): Promise<number> {
  const desk = await startDesk({ dataDir })
  await desk.kill(end)
  return desk.startMs
}
