/** What operators watch, in Prometheus' words. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Context } from '../context.ts'
import { type PipelineAges, readPipelineAges } from './readiness.ts'

export type Metrics = {
  /** `route` is the path as the permission table has it, never as it was called. */
  answered(answer: { route: string; status: number; seconds: number }): void
  expose(): Promise<{ contentType: string; text: string }>
}

/** Name, meaning, and where the pipeline's figures have it. */
const pipelineGauges: readonly [name: string, help: string, figure: keyof PipelineAges][] = [
  ['ledger_open_rows', 'Accepted messages not worked yet.', 'openLedgerRows'],
  ['ledger_oldest_seconds', 'Age of the oldest of them.', 'oldestLedgerSeconds'],
  ['replies_waiting', 'Replies due and not sent yet.', 'waitingReplies'],
  ['replies_oldest_seconds', 'Age of the oldest of them.', 'oldestOutboundSeconds'],
  ['accounts_without_listener', 'Accounts held by no listener.', 'accountsWithoutListener'],
]

export function openMetrics(
  context: Pick<Context, 'db' | 'doorbell'>,
  options: { streamCount: () => number },
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'cordboard_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const failures = new Counter({
    name: 'cordboard_http_failures_total',
    help: 'Requests answered with a 5xx.',
    registers,
  })
  const gauge = (name: string, help: string) => new Gauge({ name: `cordboard_${name}`, help, registers })
  const streams = gauge('open_streams', 'Browsers connected to the event stream.')
  const pipeline = pipelineGauges.map(([name, help, figure]) => ({ gauge: gauge(name, help), figure }))
  const queued = new Gauge({
    name: 'cordboard_queue_jobs',
    help: 'Jobs in the queue.',
    labelNames: ['kind', 'state'],
    registers,
  })
  return {
    answered({ route, status, seconds }) {
      requests.observe({ route, status }, seconds)
      if (status >= 500) failures.inc()
    },
    async expose() {
      streams.set(options.streamCount())
      const ages = await readPipelineAges(context.db)
      for (const entry of pipeline) entry.gauge.set(ages[entry.figure] ?? 0)
      for (const [kind, depth] of Object.entries(await context.doorbell.depth())) {
        for (const [state, count] of Object.entries(depth)) queued.set({ kind, state }, count)
      }
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}
