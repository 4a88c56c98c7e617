import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { readCredentials } from './credentials.ts'

const connectLimitMs = 5_000

/** The URL of the database of a desk that runs on this data folder now; `null` when none does. */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const folder = join(resolve(dataDir), 'postgres')
  // Its fourth line is the port.
  const lines = (await readFile(join(folder, 'cluster/postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const port = Number(lines[3])
  if (!(port > 0)) return null
  const url = `postgres://cordboard:${(await readCredentials(folder)).desk}@127.0.0.1:${port}/cordboard`
  return (await answers(url)) ? url : null
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectLimitMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    // What a killed desk left names a port where nobody, or somebody else, listens.
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
