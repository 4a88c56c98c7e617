/**
 * The least a mail can cost on these libraries: fetched, queued, parsed, sanitised, stored in one transaction, announced.
 * It threads nothing, checks nothing and survives nothing; it shows what our own code adds. One process of its own:
 * `node mail-floor.ts '{"imapPort":…,"user":…,"password":…,"databaseUrl":…,"redisUrl":…,"count":…}'`.
 */
import { Queue, Worker, createPostgresBackend, runMigrations } from 'bullmq'
import { ImapFlow } from 'imapflow'
import { Redis } from 'ioredis'
import { simpleParser } from 'mailparser'
import pg from 'pg'
import sanitizeHtml from 'sanitize-html'

type Task = {
  imapPort: number
  user: string
  password: string
  databaseUrl: string
  redisUrl: string | null
  count: number
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task
const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 20 })
const queueName = `floor-${process.pid}`

async function prepare(): Promise<void> {
  await pool.query(`create table if not exists floor_conversations (id bigint generated always as identity primary key, sender text, subject text, last_at timestamptz default now());
    create table if not exists floor_messages (id bigint generated always as identity primary key, conversation_id bigint references floor_conversations, raw bytea, text text, html text)`)
  const client = await pool.connect()
  if (task.redisUrl === null) await runMigrations(client, 'bullmq')
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
}

type Job = { mails: string[] }

function openQueue(): {
  queue: Pick<Queue, 'addBulk' | 'close'>
  work: (done: (count: number) => void) => { close(): Promise<void> }
} {
  const process = (done: (count: number) => void) => async (job: { data: Job }) => {
    for (const mail of job.data.mails) await store(Buffer.from(mail, 'base64'))
    done(job.data.mails.length)
  }
  if (task.redisUrl !== null) {
    const connection = new Redis(task.redisUrl, { maxRetriesPerRequest: null })
    return {
      queue: new Queue(queueName, { connection }),
      work: (done) => new Worker(queueName, process(done), { connection, concurrency: 10 }),
    }
  }
  const connection = new pg.Pool({ connectionString: `${task.databaseUrl}?options=-c%20search_path%3Dbullmq`, max: 10 })
  return {
    queue: new Queue(queueName, { connection }, createPostgresBackend),
    work: (done) => new Worker(queueName, process(done), { connection, concurrency: 10 }, createPostgresBackend),
  }
}

await prepare()
const { queue, work } = openQueue()
let stored = 0
const begun = performance.now()
const finished = Promise.withResolvers<void>()
const worker = work((count) => {
  stored += count
  if (stored >= task.count) finished.resolve()
})
const client = new ImapFlow({
  host: '127.0.0.1',
  port: task.imapPort,
  secure: false,
  doSTARTTLS: false,
  auth: { user: task.user, pass: task.password },
  logger: false,
})
await client.connect()
await client.mailboxOpen('INBOX', { readOnly: true })
let batch: string[] = []
for await (const mail of client.fetch('1:*', { uid: true, source: true })) {
  batch.push((mail.source ?? Buffer.alloc(0)).toString('base64'))
  if (batch.length < 50) continue
  await queue.addBulk([{ name: 'mails', data: { mails: batch } }])
  batch = []
}
if (batch.length > 0) await queue.addBulk([{ name: 'mails', data: { mails: batch } }])
await finished.promise
console.log(
  JSON.stringify({
    wallMs: performance.now() - begun,
    stored,
    cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  }),
)
await worker.close()
process.exit(0)
