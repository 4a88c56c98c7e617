import type { Pool } from 'pg'
import { StartRefused } from '../start-refused.ts'

/** What is accepted must survive a power cut, so PostgreSQL must be set to keep it. Throws `StartRefused` with what to change. */
export async function checkDurability(pool: Pool): Promise<void> {
  const found = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`,
  )
  if (found.rows.length === 0) return
  const names = found.rows.map((row) => row.name).join(' and ')
  throw new StartRefused(`PostgreSQL has ${names} switched off and could lose accepted messages; switch it on.`)
}
