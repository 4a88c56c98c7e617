/** The web pages as `npm start` builds them: once, however many test files ask at the same time. */
import { inject } from 'vitest'
import { Client } from 'pg'
import { buildWeb } from '../../../../../scripts/build-web.ts'

const lock = 7_310_453

export async function buildPages(): Promise<void> {
  const client = new Client({ connectionString: inject('postgresAdminUrl') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await buildWeb(() => undefined)
  } finally {
    await client.end()
  }
}
