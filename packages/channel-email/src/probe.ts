/** The mail that *Test connection* sends to the mailbox itself, and how it is told from mail customers write. */
import type { SendMailOptions } from 'nodemailer'
import { splitMailbox, mailbox } from './address.ts'
import type { EmailSettings } from './settings.ts'

export const probeHeader = 'X-Cordboard-Probe'
const probeText = 'This mail shows that sending and receiving work. Nobody needs to answer it, and it may be deleted.'

/** `token` is unique and comes back in the probe's own header, because some servers replace the Message-ID. */
export function probeMail(
  { address, fromName }: EmailSettings,
  token: string,
): SendMailOptions & { messageId: string } {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return {
    messageId: `<probe-${token}@${domain}>`,
    from: splitMailbox(mailbox(fromName ?? null, address)),
    to: { name: '', address },
    subject: 'Cordboard connection test',
    text: probeText,
    headers: { [probeHeader]: token, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    envelope: { from: address, to: [address] },
  }
}

/** Whether a mail is such a probe: marked as one, sent by the account to itself, and saying nothing else. The desk shows none. */
export function isProbe(
  mail: { lines: readonly { key: string }[]; text: string | null; html: string | null; files: readonly unknown[] },
  senderKey: string,
  ownKeys: readonly string[],
): boolean {
  const marked = ownKeys.includes(senderKey) && mail.lines.some(({ key }) => key === probeHeader.toLowerCase())
  return marked && mail.html === null && mail.files.length === 0 && mail.text?.trim() === probeText
}
