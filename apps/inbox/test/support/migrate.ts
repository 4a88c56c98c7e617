import { readdir, readFile } from 'node:fs/promises'
import { Client } from 'pg'

const folder = new URL('../../migrations/', import.meta.url)

/** TODO(#2): gives way to src/db/migrate.ts, which has the same signature. */
export async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()) {
      await client.query(await readFile(new URL(file, folder), 'utf8'))
    }
  } finally {
    await client.end()
  }
}
