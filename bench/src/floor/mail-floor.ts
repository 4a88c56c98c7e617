/**
 * The least a mail can cost on these libraries, fetched included. It threads nothing, checks nothing and survives nothing; it shows what
 * our own code adds. A process of its own that stays warm between rounds, as ours does: one JSON task a line on its input, one
 * JSON answer a line on its output. `node mail-floor.ts DATABASE_URL [REDIS_URL]`.
 */
import { ImapFlow } from 'imapflow'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { nowMs } from '../clock.ts'
import { followMailbox, serveAnnouncements } from './mail-live.ts'
import { openPipeline, readMail, type Pipeline, type TakenMail } from './mail-pipeline.ts'

export type Mailbox = { imapPort: number; user: string; password: string }
export type FloorTask =
  | ({ kind: 'backlog'; count: number } & Mailbox)
  /** Follow the mailbox from now on, and serve what is announced as server-sent events. */
  | ({ kind: 'follow' } & Mailbox)
  /** Only read the mails in these files, one after the other. */
  | { kind: 'read'; files: string[] }
export type BacklogAnswer = { wallMs: number; cpuMs: number; stored: number }
export type FollowAnswer = { url: string }
export type ReadAnswer = { ms: number[] }

const [databaseUrl = '', redisUrl = ''] = process.argv.slice(2)
const mailsPerJob = 50

const pipeline = await openPipeline(databaseUrl, redisUrl)
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line) as FloorTask)))
}
process.exit(0)

async function answer(task: FloorTask): Promise<BacklogAnswer | FollowAnswer | ReadAnswer> {
  switch (task.kind) {
    case 'backlog':
      return takeBacklog(pipeline, task)
    case 'follow':
      await followMailbox(pipeline, task)
      return { url: await serveAnnouncements(databaseUrl) }
    case 'read':
      return { ms: await readFiles(task.files) }
  }
}

async function takeBacklog({ queue, stored }: Pipeline, task: Mailbox & { count: number }): Promise<BacklogAnswer> {
  const [begun, cpuBegun, before] = [performance.now(), process.cpuUsage(), stored()]
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
  let batch: TakenMail[] = []
  const send = async () => {
    await queue(batch)
    batch = []
  }
  for await (const mail of client.fetch('1:*', { uid: true, source: true })) {
    batch.push({ raw: mail.source ?? Buffer.alloc(0), acceptedAt: nowMs() })
    if (batch.length === mailsPerJob) await send()
  }
  if (batch.length > 0) await send()
  client.close()
  while (stored() < before + task.count) await new Promise((resolve) => setTimeout(resolve, 2))
  const { user, system } = process.cpuUsage(cpuBegun)
  return { wallMs: performance.now() - begun, cpuMs: (user + system) / 1000, stored: stored() - before }
}

async function readFiles(files: readonly string[]): Promise<number[]> {
  const ms: number[] = []
  for (const file of files) {
    const raw = await readFile(file)
    const begun = performance.now()
    // What the parser refuses has cost its time all the same.
    await readMail(raw).catch(() => null)
    ms.push(performance.now() - begun)
  }
  return ms
}
