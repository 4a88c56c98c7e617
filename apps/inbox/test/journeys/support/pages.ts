/** The web pages as `npm start` builds them: once a run, however many test files ask, and never under a desk that shows them. */
import { inject } from 'vitest'
import { Client } from 'pg'
// @boundaries-ignore the pages are built by the very code that `npm start` builds them with
import { buildWeb } from '../../../../../scripts/build-web.ts'

const lock = 7_310_453

export async function buildPages(): Promise<void> {
  const client = new Client({ connectionString: inject('postgresAdminUrl') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    const { rows } = await client.query<{ built: string | null }>("select to_regclass('pages_built') as built")
    if (rows[0]?.built) return
    await buildWeb(() => undefined)
    await client.query('create table pages_built ()')
  } finally {
    await client.end()
  }
}
