/** Runs the parsers of today over the ledger of yesterday, and says, or stores, what they see differently. */
import type { Context } from '../context.ts'
import type { BlobStore } from '../blobs/blob-store.ts'
import { blobHashing } from './blob-hashing.ts'
import type { NewEvent } from '../db/append-events.ts'
import { inRepeatableTransaction, isDatabaseAway } from '../db/transaction.ts'
import { holdIngest, type PreparedRow } from '../inbound/ingest-rows.ts'
import type { Normalise } from '../inbound/normalise.ts'
import type { OpenRow } from '../inbound/open-rows.ts'
import { prepareRow } from '../inbound/prepare-rows.ts'
import { loadDone, measureLedger, type ReplaySelection } from './done-rows.ts'
import { type Judgement, judgeRows } from './judge-rows.ts'
import { changeMessage } from './change-message.ts'
import { loadStored, type StoredMessage } from './stored-message.ts'
import { countDifferences, emptyReport, type ReplayReport, reserve } from './tally.ts'

export type ReplayOptions = ReplaySelection & {
  /** Stores the differences; otherwise nothing is written anywhere. */
  apply: boolean
  /** Lets a message become one that cannot be read. */
  allowUnreadable: boolean
  /** Told after each few rows. */
  onProgress?: (report: ReplayReport) => void
  signal: AbortSignal
}

type Needs = Pick<Context, 'pool' | 'blobs' | 'channels' | 'tokens' | 'log'> & { normalise: Normalise }

/** Rows that share a transaction. */
const rowsAtOnce = 10

/**
 * Works through the rows in order. Safe beside a working desk: each transaction holds its account's ingest. Resolves early, with
 * `interrupted`, when the signal aborts; going on after `last`, or from the start, gives the same in the end. Announces nothing:
 * open screens learn what changed from `message.changed`.
 */
export async function replay(ctx: Needs, options: ReplayOptions): Promise<ReplayReport> {
  const { rows: total, last } = await measureLedger(ctx.pool, options)
  const report = emptyReport(total)
  // Looking must leave nothing behind, files included.
  const reading = { ...ctx, blobs: options.apply ? ctx.blobs : blobHashing(ctx.blobs) }
  let after = options.after
  while (last !== null) {
    if (options.signal.aborted) return { ...report, interrupted: true }
    const rows = await loadDone(ctx.pool, { ...options, after }, { last, limit: rowsAtOnce })
    const end = rows.at(-1)
    if (!end) break
    const prepared = await prepareAll(rows, reading, report)
    for (const ofAccount of Map.groupBy(prepared, ({ row }) => row.account_id).values())
      await replayRows(ctx, ofAccount, { options, report })
    after = end.id
    report.last = end.id
    report.rows += rows.length
    options.onProgress?.(report)
  }
  return report
}

async function prepareAll(
  rows: readonly OpenRow[],
  ctx: Needs & { blobs: BlobStore },
  report: ReplayReport,
): Promise<PreparedRow[]> {
  const prepared: PreparedRow[] = []
  for (const row of rows) {
    try {
      prepared.push(await prepareRow(row, { ...ctx, lookupTxt: nobodyIsAsked }))
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      ctx.log.warn({ ledgerId: row.id, accountId: row.account_id, error: String(error) }, 'replay_row_unread')
      reserve(report, 'unread', row.id)
    }
  }
  return prepared
}

/** Keys of old signatures are gone by now; what was proven when the mail came stays proven. */
function nobodyIsAsked(): Promise<never> {
  return Promise.reject(new Error('A replay asks nobody.'))
}

async function replayRows(
  { pool }: Needs,
  rows: readonly PreparedRow[],
  { options, report }: { options: ReplayOptions; report: ReplayReport },
): Promise<void> {
  const ids = rows.map(({ row }) => row.id)
  if (!options.apply) {
    const judged = await judgeRows(pool, rows, await loadStored(pool, ids, { lock: false }))
    for (const judgement of judged) count(report, judgement, { applied: false })
    return
  }
  const judged = await inRepeatableTransaction(pool, async (client) => {
    const accountId = rows[0]?.row.account_id ?? ''
    await holdIngest(client, accountId)
    const found = await judgeRows(client, rows, await loadStored(client, ids, { lock: true }))
    const events: NewEvent[] = []
    for (const judgement of found) {
      if (!isApplied(judgement, options)) continue
      await changeMessage(client, judgement.stored, judgement.now)
      events.push(changed(accountId, judgement.stored, judgement))
    }
    if (events.length > 0) await client.query('select append_events($1::jsonb)', [JSON.stringify(events)])
    return found
  })
  for (const judgement of judged) count(report, judgement, { applied: isApplied(judgement, options) })
}

function isApplied(
  judgement: Judgement,
  { allowUnreadable }: Pick<ReplayOptions, 'allowUnreadable'>,
): judgement is Judgement & { kind: 'different' } {
  return judgement.kind === 'different' && (judgement.readable !== 'lost' || allowUnreadable)
}

function changed(
  accountId: string,
  stored: StoredMessage,
  { differences }: Judgement & { kind: 'different' },
): NewEvent {
  const data = { because: 'read_again', differences: differences.map(({ kind }) => kind) }
  return { type: 'message.changed', accountId, conversationId: stored.conversation_id, messageId: stored.id, data }
}

function count(report: ReplayReport, judgement: Judgement, { applied }: { applied: boolean }): void {
  if (judgement.kind === 'reserved') return reserve(report, judgement.why, judgement.ledgerId)
  if (judgement.kind === 'same') {
    report.same += 1
    return
  }
  const { stored, differences, readable } = judgement
  if (readable === 'lost') reserve(report, 'unreadable', stored.ledger_id)
  report.changed += 1
  report.readable += Number(readable === 'won')
  report.applied += Number(applied)
  const about = { ledgerId: stored.ledger_id, messageId: stored.id, conversationId: stored.conversation_id }
  countDifferences(report, about, differences)
}
