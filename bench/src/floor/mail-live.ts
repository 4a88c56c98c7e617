/** The live half of the floor: one IDLE connection into the pipeline, and its announcements to whoever listens. */
import { ImapFlow } from 'imapflow'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { nowMs } from '../clock.ts'
import type { Mailbox } from './mail-floor.ts'
import { announcements, type Pipeline } from './mail-pipeline.ts'

/** Resolves when the mailbox is open; from then on each new mail is queued as soon as its bytes are here. */
export async function followMailbox({ queue }: Pipeline, { imapPort, user, password }: Mailbox): Promise<void> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    autoIdleDelay: 200,
  })
  await client.connect()
  const opened = await client.mailboxOpen('INBOX', { readOnly: true })
  let next = opened.uidNext
  let fetching = Promise.resolve()
  const takeNew = async () => {
    for await (const mail of client.fetch(`${next}:*`, { uid: true, source: true }, { uid: true })) {
      if (mail.uid < next) continue
      next = mail.uid + 1
      await queue([{ raw: mail.source ?? Buffer.alloc(0), acceptedAt: nowMs() }])
    }
  }
  client.on('exists', () => (fetching = fetching.then(takeNew)))
}

/** Resolves with the address at which announcements are served as server-sent events. */
export async function serveAnnouncements(databaseUrl: string): Promise<string> {
  const listeners = new Set<ServerResponse>()
  const heard = new pg.Client({ connectionString: databaseUrl })
  await heard.connect()
  heard.on('notification', ({ payload = '' }) => {
    for (const listener of listeners) listener.write(`data: ${payload}\n\n`)
  })
  await heard.query(`listen ${announcements}`)
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    listeners.add(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
