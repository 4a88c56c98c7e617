import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresRefusal } from './refusal.ts'

/** Passwords of the superuser `postgres` (supervision only) and of `cordboard`, as whom the desk works. */
export type Credentials = { superuser: string; desk: string }

export async function createCredentials(folder: string): Promise<Credentials> {
  const credentials = { superuser: randomBytes(24).toString('hex'), desk: randomBytes(24).toString('hex') }
  await writeFile(credentialsFile(folder), JSON.stringify(credentials), { mode: 0o600 })
  return credentials
}

export async function readCredentials(folder: string): Promise<Credentials> {
  const file = credentialsFile(folder)
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Credentials
  } catch (cause) {
    throw new EmbeddedPostgresRefusal(
      `The database passwords in ${file} cannot be read: restore that file from your backup of the data folder.`,
      { cause },
    )
  }
}

function credentialsFile(folder: string): string {
  return join(folder, 'credentials.json')
}
