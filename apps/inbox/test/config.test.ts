import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { loadSecretKey } from '../src/secret-key.ts'

test('nothing has to be set', () => {
  expect(readConfig({})).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    databaseUrl: null,
    redisUrl: null,
    publicUrl: null,
    blobs: { kind: 'disk' },
    allowPrivateHosts: ['localhost', '127.0.0.0/8', '::1'],
    firstAdmin: null,
  })
})

test('a desk on its own database connects to private hosts only by name', () => {
  const database = { DATABASE_URL: 'postgres://desk@db/desk' }
  expect(readConfig(database).allowPrivateHosts).toEqual([])
  expect(readConfig({ ...database, ALLOW_PRIVATE_HOSTS: 'mail.lan, 10.0.0.0/8' }).allowPrivateHosts).toEqual([
    'mail.lan',
    '10.0.0.0/8',
  ])
})

test('an empty value counts as not set, and a trailing slash is no part of an address', () => {
  expect(readConfig({ PORT: '', PUBLIC_URL: 'https://desk.example.com/' })).toMatchObject({
    port: 4000,
    publicUrl: 'https://desk.example.com',
  })
})

test.each([
  [{ PORT: 'abc' }, 'PORT'],
  [{ PORT: '70000' }, 'PORT'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
  [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL'],
  [{ PUBLIC_URL: 'not an address' }, 'PUBLIC_URL'],
  [{ SECRET_KEY: 'too short for a key' }, 'SECRET_KEY'],
  [{ SECRET_KEY: Buffer.alloc(32).toString('base64'), SECRET_KEY_FILE: '/x' }, 'SECRET_KEY'],
  [{ ADMIN_EMAIL: 'a@example.com' }, 'ADMIN_PASSWORD'],
  [{ ADMIN_PASSWORD: 'long enough here' }, 'ADMIN_EMAIL'],
  [{ ADMIN_EMAIL: 'nobody', ADMIN_PASSWORD: 'long enough here' }, 'ADMIN_EMAIL'],
  [{ ADMIN_EMAIL: 'a@example.com', ADMIN_PASSWORD: 'short' }, 'ADMIN_PASSWORD'],
  [{ BOOTSTRAP_API_KEY: 'too short for a key' }, 'BOOTSTRAP_API_KEY'],
  [{ S3_ENDPOINT: 'https://s3.example.com' }, 'S3_BUCKET'],
  [{ S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'k' }, 'S3_SECRET_ACCESS_KEY'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ TRUST_PROXY: 'maybe' }, 'TRUST_PROXY'],
  [{ CORDBOARD_PORT: '4000' }, 'CORDBOARD_PORT'],
  [{ CORDBOARD_FAILPOINT: 'inbound.after_commit', NODE_ENV: 'production' }, 'CORDBOARD_FAILPOINT'],
  [{ CORDBOARD_SWEEP_MS: '500', NODE_ENV: 'production' }, 'CORDBOARD_SWEEP_MS'],
])('%j stops the start with one sentence that names %s', (environment, name) => {
  const read = () => readConfig(environment)
  expect(read).toThrow(ConfigError)
  try {
    read()
  } catch (error) {
    const { message } = error as Error
    expect(message).toContain(name)
    expect(message).toMatch(/^[^\n]+[.]$/)
    for (const value of Object.values(environment)) if (value.length > 12) expect(message).not.toContain(value)
  }
})

test('the secret key is made once, readable by its owner alone, and the same for processes that start together', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-key-'))
  const config = { secretKey: null, secretKeyFile: join(folder, 'deep', 'secret.key') }
  const keys = await Promise.all(Array.from({ length: 5 }, () => loadSecretKey(config)))
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
  expect(keys[0]).toHaveLength(32)
  await writeFile(config.secretKeyFile, 'damaged')
  await expect(loadSecretKey(config)).rejects.toThrow(/SECRET_KEY_FILE .* restore it/)
  expect(await readFile(config.secretKeyFile, 'utf8')).toBe('damaged')
  await rm(folder, { recursive: true })
})

test('what is secret never reaches the log', () => {
  const lines: string[] = []
  const log = createLog('debug', { destination: { write: (line: string) => void lines.push(line) } })
  log.info(
    {
      accountId: '7',
      settings: { imap: { password: 'hunter2' } },
      headers: { authorization: 'Bearer hunter2' },
      token: 'hunter2',
    },
    'tried',
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('hunter2')
  expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'tried', accountId: '7', token: '…' })
})

test('what a customer wrote never reaches the log by way of a database error', () => {
  const lines: string[] = []
  const log = createLog('debug', { destination: { write: (line: string) => void lines.push(line) } })
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (body)=(my seed phrase is …) exists.',
  })
  log.error({ error: new Error('not stored', { cause }) }, 'request_failed')
  expect(lines[0]).not.toContain('seed phrase')
  expect(JSON.parse(lines[0]!)).toMatchObject({
    error: { message: 'not stored', cause: { message: 'duplicate key', code: '23505' } },
  })
})
