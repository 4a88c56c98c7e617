/** A mailbox that signs in with tokens, read and answered by processes of their own: one of them renews, and nothing is ever said. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { type Dovecot, startDovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { type OauthProvider, startOauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { type SmtpSink, startSmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { until } from '@cordboard/channel-testkit/peers/until'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiKey, type DeskProcess, startDeskProcess } from './chaos/desk-process.ts'
import { createTestDatabase, type TestDatabase } from './support/postgres.ts'

const account = { address: 'support@desk.test', user: 'support' }
const mail = (subject: string) => `From: anna@outside.test\r\nSubject: ${subject}\r\n\r\nHello\r\n`
type State = { state: { state: string; sentence: { code: string } | null; nextAction: string } }

describe.skipIf(!hasPeer('dovecot'))('a mailbox that signs in with tokens', () => {
  let [database, provider, dovecot, sink]: [TestDatabase?, OauthProvider?, Dovecot?, SmtpSink?] = []
  let folder: string
  let api: DeskProcess
  let accountId: string
  const processes: DeskProcess[] = []
  const answers: string[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
    folder = await mkdtemp(join(tmpdir(), 'cordboard-oauth-'))
    const own = (provider = await startOauthProvider(account))
    dovecot = await startDovecot({ tokenInfoUrl: `${own.origin}/tokeninfo?access_token=` })
    sink = await startSmtpSink({ accounts: {}, acceptsToken: (user, token) => own.accepts(user, token) })
    api = await start('api').ready()
    const signIn = { host: '127.0.0.1', security: 'starttls', signIn: 'oauth', user: account.user }
    const settings = {
      address: account.address,
      imap: { ...signIn, port: dovecot.imapPort, ca: dovecot.ca },
      smtp: { ...signIn, port: sink.port, ca: sink.ca },
      oauth: own.settings(own.tokens({ expired: true })),
    }
    accountId = (await call<{ id: string }>('POST', '/accounts', { channel: 'email', name: 'Support', settings })).id
  }, 90_000)
  afterAll(async () => {
    await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()))
    for (const one of [sink, dovecot, provider, database]) await one?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  function start(role: 'api' | 'listener' | 'worker'): DeskProcess {
    const started = startDeskProcess({
      dataDir: folder,
      databaseUrl: database?.url ?? '',
      redisUrl: null,
      command: ['--role', role],
      environment: { LOG_LEVEL: 'debug' },
    })
    processes.push(started)
    return started
  }

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const response = await fetch(`${api.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
    const answer = await response.text()
    answers.push(answer)
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`)
    return JSON.parse(answer) as Answer
  }

  async function sql(text: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: database?.url })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }

  const writeFirst = (to: string) =>
    call('POST', '/conversations', { account: accountId, to, subject: 'Hello', text: 'Hello' })
  const subjects = async () => {
    const { items } = await call<{ items: { subject: string }[] }>('GET', '/conversations')
    return items.map(({ subject }) => subject)
  }
  const state = async () => (await call<State>('GET', `/accounts/${accountId}`)).state

  /** What a dead process held, its successors get at once and not when its leases end. */
  async function killed(...dead: readonly DeskProcess[]): Promise<void> {
    await Promise.all(dead.map((one) => one.kill9()))
    await sql('update channel_accounts set lease_until = now(), renewing_until = now()')
    await sql('delete from listeners')
  }

  test('is renewed once by a listener and a worker that find its token ended at the same moment', async () => {
    await dovecot?.deliver('support', mail('first'))
    for (let reply = 0; reply < 4; reply += 1) await writeFirst(`customer${reply}@outside.test`)
    provider?.script({ do: 'slow', ms: 400 })
    const started = [start('listener'), start('worker')]
    await sink?.waitFor(4, 40_000)
    await until('the mail is shown', async () => (await subjects()).includes('first'), 40_000)
    expect(provider?.asked.refresh_token).toBe(1)
    expect(await state()).toMatchObject({ state: 'connected' })
    await killed(...started)
  }, 90_000)

  test('goes on with the rotated token after a restart, and asks for an admin when a rotated one died with its process', async () => {
    provider?.expireAccessTokens()
    await dovecot?.deliver('support', mail('second'))
    const listener = start('listener')
    const received = async () => (await sql(`select from ledger`)).length === 2
    await until('the mail is in the ledger', received, 40_000)
    expect(provider).toMatchObject({ asked: { refresh_token: 2 }, granted: { refresh_token: 2 } })
    // Killed between the provider's answer and our storing it.
    provider?.expireAccessTokens()
    provider?.script({ do: 'cut', rotated: true, onCut: () => listener.signal('SIGKILL') })
    dovecot?.killSessions()
    await listener.died
    await killed()
    start('listener')
    await until('the account says so', async () => (await state()).state === 'needs_reauth', 40_000)
    expect(await state()).toMatchObject({ sentence: { code: 'email.oauth_ended' }, nextAction: 'reconnect' })
  }, 90_000)

  test('says none of its tokens, in no log, answer, event or column', async () => {
    const tables = await sql(`select table_name from information_schema.tables where table_schema = 'public'`)
    const rows = await Promise.all(
      tables.map(({ table_name: name }) => sql(`select t::text as row from "${String(name)}" t`)),
    )
    const logs = processes.map((one) => one.log())
    await call('GET', `/accounts/${accountId}/health`)
    await call('GET', '/events?after=0')
    expect(logs.join('').length).toBeGreaterThan(1_000)
    expect(leaksOf(provider?.secrets ?? [], logs, answers, rows)).toEqual([])
  })
})
