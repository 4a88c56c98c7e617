import type pg from 'pg'
import { sqlStateOf } from '../db/transaction.ts'

const insufficientPrivilege = '42501'

/**
 * Which physical database this is: the server's cluster and timeline, the database and the table in it. A dump that was restored has
 * another table, a recovery to a point in time or a promoted standby another timeline. A copy of the files has the same of all.
 */
export async function databaseIdentity(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ database: string; events: string }>(
    `select (select oid from pg_database where datname = current_database()) as database, 'events'::regclass::oid as events`,
  )
  const here = rows[0]
  return `${await clusterIdentity(pool)}/${here?.database}/${here?.events}`
}

async function clusterIdentity(pool: pg.Pool): Promise<string> {
  try {
    const { rows } = await pool.query<{ cluster: string; timeline: number }>(
      `select system_identifier::text as cluster, timeline_id as timeline from pg_control_system(), pg_control_checkpoint()`,
    )
    return `${rows[0]?.cluster}/${rows[0]?.timeline}`
  } catch (error) {
    // Some hosted servers do not tell.
    if (sqlStateOf(error) === insufficientPrivilege) return 'untold/untold'
    throw error
  }
}
