/** One scenario in a process of its own, so that its end, good or bad, is not felt by the next: `node run-scenario.ts NAME FORM`. */
import type { Line } from './report.ts'
import type { Form } from './results.ts'
import { scenarios } from './scenarios.ts'

/** What the process says to the one that started it. */
export type Outcome = { lines: Line[] } | { failure: string }

// Servers it has started are ended by exit handlers, which a signal by itself would pass by.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

const [name = '', form = 'full'] = process.argv.slice(2)
try {
  tell({ lines: (await scenarios[name]?.run(form as Form)) ?? [] }, 0)
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  console.error(error)
  tell({ failure: error instanceof Error ? error.message : String(error) }, 1)
}

function tell(outcome: Outcome, code: number): void {
  process.send?.(outcome, () => process.exit(code))
}
