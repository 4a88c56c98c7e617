import type { Verification, VerificationStep } from '@cordboard/api-contract/accounts'

export type Direction = VerificationStep['direction']
export type TestSteps = Record<Direction, readonly string[]>

/** A running, finished or broken test. `error` says why it broke. */
export type Test = {
  status: 'idle' | 'running' | 'done' | 'broken'
  steps: readonly VerificationStep[]
  result: Verification | null
  error: unknown
}

export const untested: Test = { status: 'idle', steps: [], result: null, error: null }

export type TestRow =
  | { step: string; status: 'proven' | 'failed'; outcome: VerificationStep }
  | { step: string; status: 'running' | 'waiting' | 'not_tried' }

/** The lines of one direction: what ended, what runs, what is still to come or was not tried because something failed. */
export function rowsOf(test: Test, direction: Direction, expected: TestSteps): TestRow[] {
  const ended = test.steps.filter((step) => step.direction === direction)
  const rows: TestRow[] = ended.map((outcome) => ({
    step: outcome.step,
    status: outcome.ok ? 'proven' : 'failed',
    outcome,
  }))
  const missing = expected[direction].filter((name) => ended.every(({ step }) => step !== name))
  const goesOn = test.status === 'running' && ended.every(({ ok }) => ok)
  return [
    ...rows,
    ...missing.map((step, index): TestRow => {
      if (!goesOn) return { step, status: 'not_tried' }
      return { step, status: index === 0 ? 'running' : 'waiting' }
    }),
  ]
}

/** Whether both directions are proven: the only state in which an account is connected without a warning. */
export function isProven({ result }: Test): boolean {
  return result !== null && result.receive.ok && result.send.ok
}
