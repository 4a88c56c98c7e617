/** Forked by tests: works like a desk's worker process and reports each call. Its argument is the back end as JSON. */
import type { QueueBackend } from '../../src/backend.ts'
import { startWorkers } from '../../src/worker.ts'
import { recordingLog } from './recording-log.ts'

/** What a forked worker tells. */
export type Report = { call: 'ready' | 'sweep' } | { call: 'drain'; conversationId: string }

const { backend, sweepEveryMs, hang } = JSON.parse(process.argv[2]!) as {
  backend: QueueBackend
  sweepEveryMs: number
  hang: boolean
}

const report = (said: Report) => process.send!(said)

await startWorkers(
  backend,
  {
    inbound: async () => undefined,
    errand: async () => undefined,
    async drain(conversationId) {
      report({ call: 'drain', conversationId })
      if (hang) await new Promise(() => undefined)
      return 'done'
    },
    async sweep() {
      report({ call: 'sweep' })
    },
  },
  { concurrency: { inbound: 1, drain: 2, errand: 1 }, sweepEveryMs, log: recordingLog() },
)
report({ call: 'ready' })
