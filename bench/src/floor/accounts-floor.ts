/** The least it takes to follow many mailboxes: one imapflow connection each and nothing else. One JSON task a line, one answer a line. */
import { ImapFlow } from 'imapflow'
import { createInterface } from 'node:readline/promises'
import { nowMs } from '../clock.ts'

export type AccountsTask = { kind: 'connect'; port: number; mailboxes: string[] } | { kind: 'heard' }
/** `heard`: by mailbox, when the server announced mail last. */
export type AccountsAnswer = { connectMs: number; heard: Record<string, number> }

const heard: Record<string, number> = {}

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line) as AccountsTask
  const begun = performance.now()
  if (task.kind === 'connect') await Promise.all(task.mailboxes.map((mailbox) => follow(task.port, mailbox)))
  const answer: AccountsAnswer = { connectMs: performance.now() - begun, heard }
  console.log(JSON.stringify(answer))
}
process.exit(0)

async function follow(port: number, mailbox: string): Promise<void> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: mailbox, pass: 'any' },
    logger: false,
    autoIdleDelay: 200,
  })
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })
  client.on('exists', () => (heard[mailbox] = nowMs()))
}
