/**
 * Notices a database that went back in time. What it calls queued may have been sent by the state that is gone, and nobody in the
 * database can know; so such replies are held as unconfirmed for a person, and the Sent folder is asked for evidence.
 */
import type { Log } from '@cordboard/core/channel/channel'
import type pg from 'pg'
import { inRepeatableTransaction } from '../db/transaction.ts'
import { type Reason, holdUndelivered } from './hold-undelivered.ts'
import { databaseIdentity } from './database-identity.ts'
import { type Mark, readMark, writeMark } from './outside-mark.ts'

/** Longer than a desk should stand still, shorter than the age of most backups. */
const longPauseMinutes = 60

type Needs = { pool: pg.Pool; dataDir: string; log: Log }
type Record = { id: string; identity: string | null; beats: string; paused_minutes: number }

/**
 * At the start, before anything is sent. `restored`: the operator says that it is a restored database, which a copy of everything
 * cannot show by itself.
 */
export async function checkRecord({ pool, dataDir, log }: Needs, { restored }: { restored: boolean }): Promise<void> {
  // The mark is read first: read after, it could be ahead because another process has just gone on.
  const mark = await readMark(dataDir)
  const identity = await databaseIdentity(pool)
  const checked = await inRepeatableTransaction(pool, async (client) => {
    const record = await lockedRecord(client)
    // Databases made from one template are desks of their own.
    if (record.identity === null) record.id = await newId(client)
    const reason = restored ? 'restored' : reasonToDoubt(record, { mark, identity })
    const beats = Math.max(Number(record.beats), mark?.desk === record.id ? mark.beats : 0) + 1
    await client.query('update desk_record set identity = $1, beats = $2, beaten_at = now()', [identity, beats])
    const held = reason === null ? 0 : await holdUndelivered(client, reason)
    return { mark: { desk: record.id, beats }, reason, held }
  })
  if (checked.reason !== null) log.warn({ reason: checked.reason, held: checked.held }, 'undelivered_replies_held')
  await keepMark({ dataDir, log }, checked.mark)
}

/** While it runs: goes on by one, and looks whether the database was exchanged under it. */
export async function beatRecord({ pool, dataDir, log }: Needs): Promise<void> {
  const mark = await readMark(dataDir)
  const { rows } = await pool.query<{ id: string; identity: string | null; beats: string }>(
    'update desk_record set beats = beats + 1, beaten_at = now() returning id, identity, beats',
  )
  const [record] = rows
  if (!record) return
  const beats = Number(record.beats)
  const isBehind = mark?.desk === record.id && mark.beats >= beats
  if (isBehind || record.identity !== (await databaseIdentity(pool)))
    return checkRecord({ pool, dataDir, log }, { restored: isBehind })
  await keepMark({ dataDir, log }, { desk: record.id, beats })
}

async function lockedRecord(client: pg.PoolClient): Promise<Record> {
  const { rows } = await client.query<Record>(
    `select id, identity, beats, extract(epoch from now() - beaten_at)::float8 / 60 as paused_minutes from desk_record for update`,
  )
  const [record] = rows
  if (!record) throw new Error('The table desk_record has lost its row.')
  return record
}

async function newId(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ id: string }>('update desk_record set id = gen_random_uuid() returning id')
  return rows[0]?.id ?? ''
}

function reasonToDoubt(record: Record, { mark, identity }: { mark: Mark | null; identity: string }): Reason | null {
  // The first start with this table.
  if (record.identity === null) return null
  if (record.identity !== identity) return 'restored'
  if (mark?.desk === record.id && mark.beats > Number(record.beats)) return 'restored'
  return record.paused_minutes > longPauseMinutes ? 'long_pause' : null
}

/** A disk that is full must not stop the desk: the mark stays behind, and behind is never taken for ahead. */
async function keepMark({ dataDir, log }: Pick<Needs, 'dataDir' | 'log'>, mark: Mark): Promise<void> {
  await writeMark(dataDir, mark).catch((error: unknown) => log.warn({ error: String(error) }, 'outside_mark_not_kept'))
}
