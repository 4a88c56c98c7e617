/** Files copies of sent replies in the mailbox's Sent folder, so that whoever opens it elsewhere sees what the desk answered. */
import type { ChannelHost, OutboundMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import MailComposer from 'nodemailer/lib/mail-composer'
import { toChannelError } from './errors.ts'
import { connectImap } from './imap-client.ts'
import { composeMail } from './mail.ts'
import { say } from './sentences.ts'
import { heldIn, sentFolderOf, sentIdsOf } from './sent-folder.ts'
import type { EmailSettings } from './settings.ts'

/** Ends of the names of servers that file what they take by themselves: a second copy would stand beside theirs. */
const filing = [
  '.gmail.com',
  '.googlemail.com',
  '.google.com',
  '.office365.com',
  '.outlook.com',
  '.yahoo.com',
  '.aol.com',
]

/** Whether this account wants copies made at all. */
export function keepsCopies({ sentCopies = 'auto', smtp }: EmailSettings): boolean {
  if (sentCopies !== 'auto') return sentCopies === 'always'
  return !filing.some((end) => `.${smtp.host.toLowerCase()}`.endsWith(end))
}

/**
 * Looks for each message first, so that any number of calls leave one copy. `onKept` is told of each as it is there. Throws a
 * `ChannelError`. Holds one message in memory at a time, files included: a mail is appended by its length.
 */
export async function keepSent(
  messages: readonly OutboundMessage[],
  {
    settings,
    host,
    onKept,
  }: { settings: EmailSettings; host: ChannelHost<EmailSettings>; onKept: (id: string) => Promise<void> },
  signal: AbortSignal,
): Promise<void> {
  await using link = await connectImap(settings, host, signal)
  const { client } = link
  try {
    const folder = await sentFolderOf(client)
    if (folder === null) throw new ChannelError('permanent', say('no_sent_folder'))
    await client.mailboxOpen(folder)
    for (const message of messages) {
      signal.throwIfAborted()
      if ((await heldIn(client, sentIdsOf(message))) === null) {
        const kept = await client.append(folder, await copyOf(message), ['\\Seen'], message.createdAt)
        if (!kept) throw new ChannelError('transient', say('copy_refused', { folder }))
      }
      await onKept(message.id)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw toChannelError(link.lostTo() ?? error, 'imap', settings)
  }
}

/** As it went out; a blind copy is named in no header of it either. */
function copyOf(message: OutboundMessage): Promise<Buffer> {
  const { envelope: _, dsn: __, ...mail } = composeMail(message)
  return new MailComposer({ ...mail, newline: 'windows' }).compile().build()
}
