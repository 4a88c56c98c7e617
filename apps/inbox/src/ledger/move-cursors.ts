import type { Cursor } from '@cordboard/core/channel/channel'
import type pg from 'pg'

export type CursorMove = { accountId: string; epoch: string; cursor: Cursor }

/**
 * Stores the positions of many accounts in one statement. Answers those that were stored: the others are locked by somebody, or no
 * longer held under their epoch.
 */
export async function moveCursors(pool: pg.Pool, moves: readonly CursorMove[]): Promise<Set<CursorMove>> {
  // Of two moves of one account the later one waits for its turn.
  const first = new Map(moves.toReversed().map((move) => [move.accountId, move]))
  const { rows } = await pool.query<{ id: string }>({
    name: 'move_cursors',
    text: `
      with moved as (
        select account.id, move.cursor
        from jsonb_to_recordset($1::jsonb) as move(id bigint, epoch bigint, cursor jsonb)
        join channel_accounts account on account.id = move.id and account.lease_epoch = move.epoch
        where account.deleted_at is null
        for update of account skip locked
      )
      update channel_accounts account set cursor = moved.cursor, last_heard_at = now()
      from moved where account.id = moved.id returning account.id`,
    values: [JSON.stringify([...first.values()].map(({ accountId: id, epoch, cursor }) => ({ id, epoch, cursor })))],
  })
  const stored = rows.map(({ id }) => first.get(id)).filter((move) => move !== undefined)
  return new Set(stored)
}
