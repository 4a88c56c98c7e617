/** The least pipeline for mail on these libraries: queued, parsed, sanitised, stored in one transaction, announced. */
import { Queue, Worker, createPostgresBackend, runMigrations } from 'bullmq'
import { Redis } from 'ioredis'
import { simpleParser, type ParsedMail } from 'mailparser'
import pg from 'pg'
import sanitizeHtml from 'sanitize-html'

/** `acceptedAt` is when the bytes were in hand, of `nowMs`. */
export type TakenMail = { raw: Buffer; acceptedAt: number }
export type Announcement = { subject: string; acceptedAt: number }
export const announcements = 'floor'

type Job = { mails: { raw: string; acceptedAt: number }[] }

export type Pipeline = { queue(mails: readonly TakenMail[]): Promise<void>; stored(): number }

const queueName = 'floor'

/** `redisUrl` empty: the queue runs on PostgreSQL. */
export async function openPipeline(databaseUrl: string, redisUrl: string): Promise<Pipeline> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
  let stored = 0
  const work = async ({ data }: { data: Job }) => {
    for (const { raw, acceptedAt } of data.mails) {
      await store(pool, { raw: Buffer.from(raw, 'base64'), acceptedAt })
      stored += 1
    }
  }
  await prepare(pool, redisUrl)
  const queue = openQueue(databaseUrl, redisUrl, work)
  return {
    stored: () => stored,
    async queue(mails) {
      const data: Job = {
        mails: mails.map(({ raw, acceptedAt }) => ({ raw: raw.toString('base64'), acceptedAt })),
      }
      await queue.addBulk([{ name: 'mails', data }])
    },
  }
}

/** What reading one mail costs without us. */
export async function readMail(raw: Buffer): Promise<{ mail: ParsedMail; html: string | null }> {
  const mail = await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  })
  return { mail, html: mail.html ? sanitizeHtml(mail.html) : null }
}

async function prepare(pool: pg.Pool, redisUrl: string): Promise<void> {
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

async function store(pool: pg.Pool, { raw, acceptedAt }: TakenMail): Promise<void> {
  const { mail, html } = await readMail(raw)
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
    const announcement: Announcement = { subject: mail.subject ?? '', acceptedAt }
    await client.query('select pg_notify($1, $2)', [announcements, JSON.stringify(announcement)])
    await client.query('commit')
  } finally {
    client.release()
  }
}

function openQueue(
  databaseUrl: string,
  redisUrl: string,
  work: (job: { data: Job }) => Promise<void>,
): Pick<Queue, 'addBulk'> {
  if (redisUrl !== '') {
    const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
    new Worker(queueName, work, { connection, concurrency: 10 })
    return new Queue(queueName, { connection })
  }
  const connection = new pg.Pool({ connectionString: `${databaseUrl}?options=-c%20search_path%3Dbullmq`, max: 10 })
  new Worker(queueName, work, { connection, concurrency: 10 }, createPostgresBackend)
  return new Queue(queueName, { connection }, createPostgresBackend)
}
