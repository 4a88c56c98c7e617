/**
 * The least a mail can cost on these libraries: fetched, queued, parsed, sanitised, stored in one transaction, announced. It threads
 * nothing, checks nothing and survives nothing; it shows what our own code adds. A process of its own that stays warm between rounds,
 * as ours does: one JSON task a line on its input, one JSON answer a line on its output.
 */
import { Queue, Worker, createPostgresBackend, runMigrations } from 'bullmq'
import { ImapFlow } from 'imapflow'
import { Redis } from 'ioredis'
import { simpleParser } from 'mailparser'
import { createInterface } from 'node:readline/promises'
import pg from 'pg'
import sanitizeHtml from 'sanitize-html'

export type FloorTask = { imapPort: number; user: string; password: string; count: number }
export type FloorAnswer = { wallMs: number; cpuMs: number; stored: number }

type Job = { mails: string[] }

const [databaseUrl = '', redisUrl = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
const queueName = 'floor'
let stored = 0

async function prepare(): Promise<void> {
  await pool.query(`
    create table if not exists floor_conversations (
      id bigint generated always as identity primary key, sender text, subject text, last_at timestamptz default now());
    create table if not exists floor_messages (
      id bigint generated always as identity primary key, conversation_id bigint references floor_conversations, raw bytea,
      text text, html text)`)
  if (redisUrl !== '') return
  const client = await pool.connect()
  await runMigrations(client, 'bullmq')
  client.release()
}

async function store(raw: Buffer): Promise<void> {
  const mail = await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  })
  const html = mail.html ? sanitizeHtml(mail.html) : null
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>(
      'insert into floor_conversations (sender, subject) values ($1, $2) returning id',
      [mail.from?.value[0]?.address, mail.subject],
    )
    await client.query('insert into floor_messages (conversation_id, raw, text, html) values ($1, $2, $3, $4)', [
      rows[0]?.id,
      raw,
      mail.text ?? '',
      html,
    ])
    await client.query(`select pg_notify('floor', $1)`, [rows[0]?.id])
    await client.query('commit')
  } finally {
    client.release()
  }
  stored += 1
}

async function work({ data }: { data: Job }): Promise<void> {
  for (const mail of data.mails) await store(Buffer.from(mail, 'base64'))
}

function openQueue(): Pick<Queue, 'addBulk'> {
  if (redisUrl !== '') {
    const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
    new Worker(queueName, work, { connection, concurrency: 10 })
    return new Queue(queueName, { connection })
  }
  const connection = new pg.Pool({ connectionString: `${databaseUrl}?options=-c%20search_path%3Dbullmq`, max: 10 })
  new Worker(queueName, work, { connection, concurrency: 10 }, createPostgresBackend)
  return new Queue(queueName, { connection }, createPostgresBackend)
}

async function run(queue: Pick<Queue, 'addBulk'>, task: FloorTask): Promise<FloorAnswer> {
  const [begun, cpuBegun, before] = [performance.now(), process.cpuUsage(), stored]
  const auth = { user: task.user, pass: task.password }
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: task.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth,
    logger: false,
  })
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })
  let batch: string[] = []
  const send = async () => {
    await queue.addBulk([{ name: 'mails', data: { mails: batch } }])
    batch = []
  }
  for await (const mail of client.fetch('1:*', { uid: true, source: true })) {
    batch.push((mail.source ?? Buffer.alloc(0)).toString('base64'))
    if (batch.length === 50) await send()
  }
  if (batch.length > 0) await send()
  client.close()
  while (stored < before + task.count) await new Promise((resolve) => setTimeout(resolve, 2))
  const { user, system } = process.cpuUsage(cpuBegun)
  return { wallMs: performance.now() - begun, cpuMs: (user + system) / 1000, stored: stored - before }
}

await prepare()
const queue = openQueue()
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(queue, JSON.parse(line) as FloorTask)))
}
process.exit(0)
