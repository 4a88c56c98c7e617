/** Mail as customers write and read it, with libraries that are not the ones under test where that matters. */
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { until } from '@cordboard/channel-testkit/peers/until'
import { ImapFlow, type FetchMessageObject, type MessageStructureObject } from 'imapflow'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { buffer } from 'node:stream/consumers'

export const supportAddress = 'support@desk.test'

/** The bytes of a mail to the desk. */
export async function writeMail(mail: SendMailOptions): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await transport.sendMail({ to: supportAddress, ...mail })
  return message as Buffer
}

/** A mail as its receiver's server describes it: decoded by Dovecot and imapflow, not by the desk. */
export type ReadMail = {
  from: string
  to: string[]
  subject: string
  messageId: string
  inReplyTo: string
  /** In the order of the header. */
  references: string[]
  text: string
  html: string
  files: { fileName: string; bytes: Buffer }[]
}

/** Waits until the mailbox holds so many mails, and reads them, oldest first. */
export async function readMailbox(dovecot: Dovecot, account: string, count: number): Promise<ReadMail[]> {
  await until(`${account} has ${count} mails`, async () => (await dovecot.list(account)).length >= count, 15_000)
  const { user, password } = dovecot.account(account)
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
  })
  await client.connect()
  try {
    await client.mailboxOpen('INBOX', { readOnly: true })
    const found = await client.fetchAll('1:*', {
      uid: true,
      envelope: true,
      bodyStructure: true,
      headers: ['references'],
    })
    const mails: ReadMail[] = []
    for (const mail of found) mails.push(await readOne(client, mail))
    return mails
  } finally {
    await client.logout()
  }
}

async function readOne(client: ImapFlow, mail: FetchMessageObject): Promise<ReadMail> {
  const parts = leaves(mail.bodyStructure)
  const bytesOf = async (part: MessageStructureObject | undefined): Promise<Buffer> => {
    if (part === undefined) return Buffer.alloc(0)
    const { content } = await client.download(String(mail.uid), part.part ?? '1', { uid: true })
    return content === undefined ? Buffer.alloc(0) : buffer(content)
  }
  const body = (type: string) => parts.find((part) => part.type === type && part.disposition !== 'attachment')
  const files: ReadMail['files'] = []
  for (const part of parts.filter(({ disposition }) => disposition === 'attachment')) {
    files.push({ fileName: part.dispositionParameters?.['filename'] ?? '', bytes: await bytesOf(part) })
  }
  const { envelope } = mail
  return {
    from: addressOf(envelope?.from?.[0]),
    to: (envelope?.to ?? []).map(addressOf),
    subject: envelope?.subject ?? '',
    messageId: envelope?.messageId ?? '',
    inReplyTo: envelope?.inReplyTo ?? '',
    references: mail.headers?.toString().match(/<[^>]+>/g) ?? [],
    text: (await bytesOf(body('text/plain'))).toString(),
    html: (await bytesOf(body('text/html'))).toString(),
    files,
  }
}

function addressOf(address: { name?: string; address?: string } | undefined): string {
  return address?.name ? `${address.name} <${address.address}>` : (address?.address ?? '')
}

function leaves(part: MessageStructureObject | undefined): MessageStructureObject[] {
  if (part === undefined) return []
  return part.childNodes ? part.childNodes.flatMap(leaves) : [part]
}
