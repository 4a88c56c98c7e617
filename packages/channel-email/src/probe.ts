/** The mail that *Test connection* sends to the mailbox itself, and how it is told from mail customers write. */
import type { SendMailOptions } from 'nodemailer'
import { splitMailbox, mailbox } from './address.ts'
import type { ParsedMail } from './parse.ts'
import type { EmailSettings } from './settings.ts'

export const probeHeader = 'X-Cordboard-Probe'
const probeSubject = 'Cordboard connection test'
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
    subject: probeSubject,
    text: probeText,
    headers: { [probeHeader]: token, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    envelope: { from: address, to: [address] },
  }
}

/** Whether a mail is such a probe: marked as one, sent by the account to itself, and saying nothing else. The desk shows none. */
export function isProbe(
  mail: Pick<ParsedMail, 'lines' | 'subject' | 'text' | 'html' | 'files'>,
  senderKey: string,
  ownKeys: readonly string[],
): boolean {
  const marked = ownKeys.includes(senderKey) && mail.lines.some(({ key }) => key === probeHeader.toLowerCase())
  const saysIt = mail.subject === probeSubject && mail.text?.trim() === probeText
  return marked && saysIt && mail.html === null && mail.files.length === 0
}
