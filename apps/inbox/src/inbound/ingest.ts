/** The worker's side of the way in: open ledger rows become messages. */
import { channelOf, type Context } from '../context.ts'
import { BlobRefused } from '../blobs/blob-store.ts'
import { giveBackMemory } from '../give-back-memory.ts'
import { isDatabaseAway } from '../db/transaction.ts'
import { say } from '../sentences.ts'
import type { Aside } from './aside.ts'
import { ingestRows, type PreparedRow } from './ingest-rows.ts'
import { createLanes, type LaneItem } from './lanes.ts'
import type { Normalise } from './normalise.ts'
import { findOpen, loadOpen, type OpenRow } from './open-rows.ts'
import { mostAttempts, postponeRow } from './postpone-row.ts'
import type { LookupTxt } from './txt-records.ts'
import { prepareRow, prepareUnreadable } from './prepare-rows.ts'
import { readAhead, type Reading } from './read-ahead.ts'

export type Ingest = (ledgerIds: readonly string[]) => Promise<void>

/** Accounts worked on at once in this process. */
const accountsAtOnce = 4
/** Rows of one account before another account has its turn. */
const rowsPerTurn = 40
/** Rows that share a transaction: enough that a backlog does not wait for the disk at every message. */
const rowsPerTransaction = 10
/** New messages begin with fewer, twice as many each time: who is first does not wait for the tenth. */
const firstLiveRows = 2
/** Rows of a lane that are read or being read before the first of them is stored: their bytes lie in memory. */
const mostRowsInHand = 2 * rowsPerTransaction
/** Accounts that wait for a heavy message besides those worked on; each holds a few loaded rows. */
const mostAside = 8

type Needs = Context & { normalise: Normalise; lookupTxt: LookupTxt }
type LaneNeeds = Needs & { aside: Aside }

/** Resolves when the rows are worked through: done, or noted with the time of their next attempt. */
export function createIngest(ctx: Needs, closing: AbortSignal): Ingest {
  const lanes = createLanes((_, items, aside) => ingestLane({ ...ctx, aside }, items, closing), {
    atOnce: accountsAtOnce,
    slice: rowsPerTurn,
    mostAside,
    onError: (error, lane) => ctx.log.error({ accountId: lane, error: String(error) }, 'ingest_interrupted'),
  })
  return async (ledgerIds) => lanes.push(await findOpen(ctx, ledgerIds))
}

async function ingestLane(ctx: LaneNeeds, items: readonly LaneItem[], closing: AbortSignal): Promise<void> {
  for await (const rows of readAhead(partsOf(items), (ids) => reading(ctx, ids), mostRowsInHand)) {
    if (closing.aborted) return
    await store(ctx, rows)
  }
}

function reading(ctx: LaneNeeds, ids: readonly string[]): Reading<PreparedRow[]> {
  const left = Promise.withResolvers<void>()
  const result = prepared(ctx, ids, left.resolve)
  return { result, letGo: Promise.race([result, left.promise]) }
}

/** `letGo` is called when what is still to be read is read in another thread. */
async function prepared(ctx: LaneNeeds, ids: readonly string[], letGo: () => void): Promise<PreparedRow[]> {
  const rows = await loadOpen(ctx.pool, ids)
  ctx.reach('ingest.loaded')
  const large = rows.filter(({ raw }) => raw === null)
  const small = rows.filter(({ raw }) => raw !== null).map((row) => leavingThread(ctx, row))
  if (large.length === 0) Promise.all(small.map(({ left }) => left)).then(letGo, letGo)
  const read = await Promise.all(small.map(({ done }) => done))
  // One after the other, so that a row of large messages does not lie in memory all at once.
  for (const row of large) read.push(await preparedOrPostponed(ctx, row))
  ctx.reach('ingest.normalised')
  return read.filter((row) => row !== null).toSorted((a, b) => Number(BigInt(a.row.id) - BigInt(b.row.id)))
}

/** `left` settles when the row is read, or given to another thread. */
function leavingThread(ctx: LaneNeeds, row: OpenRow): { done: Promise<PreparedRow | null>; left: Promise<unknown> } {
  const given = Promise.withResolvers<void>()
  const aside: Aside = (slow) => {
    given.resolve()
    return ctx.aside(slow)
  }
  const done = preparedOrPostponed({ ...ctx, aside }, row)
  return { done, left: Promise.race([done, given.promise]) }
}

async function preparedOrPostponed(ctx: LaneNeeds, row: OpenRow): Promise<PreparedRow | null> {
  try {
    // A channel that is not installed comes back with the next version; its messages wait.
    if (row.attempts >= mostAttempts && channelOf(ctx, row.channel)) {
      return await prepareUnreadable(row, say('unreadable_not_stored'), ctx)
    }
    const ready = await prepareRow(row, ctx)
    // Its bytes and those of its files.
    giveBackMemory(row.raw_size)
    return ready
  } catch (error) {
    await fail(ctx, row, error)
    return null
  }
}

async function store(ctx: Needs, rows: readonly PreparedRow[]): Promise<void> {
  try {
    await ingestRows(ctx, rows)
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    if (rows.length > 1) return storeOneByOne(ctx, rows)
    const [only] = rows
    if (only) await fail(ctx, only.row, error)
  }
}

/** One of them is to blame; the others must not wait for it. */
async function storeOneByOne(ctx: Needs, rows: readonly PreparedRow[]): Promise<void> {
  for (const row of rows) await store(ctx, [row])
}

async function fail(ctx: Needs, row: OpenRow, error: unknown): Promise<void> {
  if (isDatabaseAway(error)) throw error
  ctx.log.warn(
    { ledgerId: row.id, accountId: row.account_id, attempts: row.attempts, error: String(error) },
    'ingest_failed',
  )
  // A full disk or a store that is away says nothing about the message: it waits without coming nearer to its last attempt.
  const attempts = error instanceof BlobRefused ? 0 : row.attempts
  await postponeRow(ctx.pool, { id: row.id, attempts, counts: !(error instanceof BlobRefused) }, error)
}

/** A lane's turn is all new or all imported. */
function partsOf(items: readonly LaneItem[]): string[][] {
  const parts: string[][] = []
  let size = items[0]?.live ? firstLiveRows : rowsPerTransaction
  for (let start = 0; start < items.length;) {
    parts.push(items.slice(start, start + size).map(({ id }) => id))
    start += size
    size = Math.min(2 * size, rowsPerTransaction)
  }
  return parts
}
