import { Client } from 'pg'
import type { Credentials } from './credentials.ts'

/**
 * Makes sure that the database `cordboard` and its owner of the same name exist, and returns the owner's URL. The
 * desk does not work as superuser, so that a hole in one of its queries opens neither files nor programs.
 */
export async function openDatabase(port: number, credentials: Credentials): Promise<string> {
  const superuser = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: credentials.superuser,
    database: 'postgres',
  })
  superuser.on('error', () => undefined)
  await superuser.connect()
  try {
    await createOwner(superuser, credentials.desk)
    await createDatabase(superuser)
  } finally {
    await superuser.end()
  }
  return `postgres://cordboard:${credentials.desk}@127.0.0.1:${port}/cordboard`
}

async function createOwner(superuser: Client, password: string): Promise<void> {
  const { rowCount } = await superuser.query("select from pg_roles where rolname = 'cordboard'")
  if (rowCount) return
  await superuser.query(`create role cordboard login createdb password ${superuser.escapeLiteral(password)}`)
}

async function createDatabase(superuser: Client): Promise<void> {
  const { rowCount } = await superuser.query("select from pg_database where datname = 'cordboard'")
  if (rowCount) return
  await superuser.query('create database cordboard owner cordboard')
}
