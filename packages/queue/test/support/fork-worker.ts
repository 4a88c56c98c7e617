import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { QueueBackend } from '../../src/backend.ts'
import type { Report } from './worker-process.ts'

export interface ForkedWorker extends AsyncDisposable {
  reports: { said: Report; at: number }[]
  /** `kill -9`: no handler, no lock and no connection is given back. */
  kill(): Promise<void>
}

export function forkWorker(
  backend: QueueBackend,
  { sweepEveryMs = 600_000, hang = false }: { sweepEveryMs?: number; hang?: boolean } = {},
): ForkedWorker {
  const child = fork(
    fileURLToPath(new URL('worker-process.ts', import.meta.url)),
    [JSON.stringify({ backend, sweepEveryMs, hang })],
    { execArgv: [] },
  )
  const reports: ForkedWorker['reports'] = []
  child.on('message', (said) => reports.push({ said: said as Report, at: Date.now() }))
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { reports, kill, [Symbol.asyncDispose]: kill }
}
