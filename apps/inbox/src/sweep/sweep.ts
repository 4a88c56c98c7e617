/**
 * Wakes whatever was left: the queue is only a doorbell, and this is who looks at the rows when nobody rang. Each part stands alone;
 * one that fails is logged and the others still run. Any number of them may run at once.
 */
import { flagUnheard } from '../accounts/flag-unheard.ts'
import type { Context } from '../context.ts'
import { answerAutomatically } from '../outbound/answer-automatically.ts'
import { keepCopies } from '../outbound/keep-copies.ts'
import { reconcile } from '../outbound/reconcile.ts'
import type { SendingConnections } from '../outbound/sending-connections.ts'
import { endUnansweredSends } from './end-unanswered-sends.ts'
import { foldCounters } from './fold-counters.ts'
import { removeAbandonedUploads } from './remove-abandoned-uploads.ts'
import { removeOldSignIns } from './remove-old-sign-ins.ts'
import { ringErrands } from './ring-errands.ts'
import { ringOpenLedger } from './ring-open-ledger.ts'
import { ringWaitingLanes } from './ring-waiting-lanes.ts'
import { wakeSnoozed } from './wake-snoozed.ts'

export async function sweep(ctx: Context, connections: SendingConnections, signal: AbortSignal): Promise<void> {
  const parts: Record<string, () => Promise<void>> = {
    ring_open_ledger: () => ringOpenLedger(ctx),
    end_unanswered_sends: () => endUnansweredSends(ctx),
    ring_waiting_lanes: () => ringWaitingLanes(ctx),
    ring_errands: () => ringErrands(ctx),
    fold_counters: () => foldCounters(ctx),
    wake_snoozed: () => wakeSnoozed(ctx),
    flag_unheard: () => flagUnheard(ctx),
    remove_abandoned_uploads: () => removeAbandonedUploads(ctx),
    remove_old_sign_ins: () => removeOldSignIns(ctx),
    reconcile: () => reconcile(ctx, connections, signal),
    answer_automatically: () => answerAutomatically(ctx, signal),
    keep_copies: () => keepCopies(ctx, connections, signal),
  }
  for (const [part, run] of Object.entries(parts)) {
    if (signal.aborted) return
    try {
      await run()
    } catch (error) {
      ctx.log.error({ part, error: error instanceof Error ? error.stack : String(error) }, 'sweep_part_failed')
    }
  }
}
