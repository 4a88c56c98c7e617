/** The worker role: turns rings into ingest, drain and sweep. */
import type { QueueBackend } from '@cordboard/queue/backend'
import { startWorkers, type Workers } from '@cordboard/queue/worker'
import { refreshSelf } from './accounts/refresh-self.ts'
import type { Context } from './context.ts'
import { runErrand } from './errands/run-errand.ts'
import { createIngest } from './inbound/ingest.ts'
import { createNormalise } from './inbound/normalise.ts'
import { openApartReader } from './inbound/normalise-apart.ts'
import { openTxtRecords } from './inbound/txt-records.ts'
import { whenCalm } from './inbound/when-calm.ts'
import { drain } from './outbound/drain.ts'
import { SendingConnections } from './outbound/sending-connections.ts'
import { beatRecord } from './restored/desk-record.ts'
import { ringOpenLedger } from './sweep/ring-open-ledger.ts'
import { ringWaitingLanes } from './sweep/ring-waiting-lanes.ts'
import { sweep } from './sweep/sweep.ts'

/** Many more jobs than accounts are worked on at once: what waits here waits fairly, account by account. */
const concurrency = { inbound: 64, drain: 32, errand: 16 }
const usualSweepMs = 15_000
const calmMs = 3_000

/** Rejects with `StoreUnreachable` when the queue cannot be reached now. Disposing finishes what is in hand, within 10 s. */
export async function startWorker(
  ctx: Context,
  queue: QueueBackend,
  { sweepEveryMs = null, dataDir = null }: { sweepEveryMs?: number | null; dataDir?: string | null } = {},
): Promise<Workers> {
  await using starting = new AsyncDisposableStack()
  const connections = starting.use(new SendingConnections(ctx))
  // Of their own, so that no large file stands in the way of a reply.
  const errandConnections = starting.use(new SendingConnections(ctx))
  const apart = starting.use(openApartReader(ctx.channelsModule))
  // Where mail comes in, heavy mail will: it should find its thread ready. Starting one takes a core for half a second.
  const calm = starting.use(whenCalm(apart.warm, calmMs))
  const closing = new AbortController()
  const reads = { normalise: createNormalise(apart.normalise), lookupTxt: openTxtRecords() }
  const ingest = createIngest({ ...ctx, ...reads }, closing.signal)
  const workers = starting.use(
    await startWorkers(
      queue,
      {
        inbound: (ledgerIds) => calm.during(ingest(ledgerIds)),
        drain: (conversationId, signal, ends) => drain(ctx, connections, conversationId, { signal, closing: ends }),
        errand: (errand, signal, ends) => runErrand(ctx, errandConnections, errand, { signal, closing: ends }),
        async sweep(signal) {
          // First of all: nobody may be woken for replies of a database that was exchanged under us.
          if (dataDir !== null) await beatRecord({ ...ctx, dataDir })
          await sweep(ctx, connections, signal)
        },
      },
      { concurrency, sweepEveryMs: sweepEveryMs ?? usualSweepMs, log: ctx.log },
    ),
  )
  starting.defer(() => closing.abort())
  await refreshSelf(ctx)
  // Whatever an earlier process left is rung for now and not at the next sweep, nor when its lock on the job runs out.
  await ringOpenLedger(ctx, { fresh: true })
  await ringWaitingLanes(ctx)
  const started = starting.move()
  return { running: () => workers.running(), [Symbol.asyncDispose]: () => started.disposeAsync() }
}
