/** The mail that *Test connection* sends to the mailbox itself, and how it is told from mail customers write. */
import type { SendMailOptions } from 'nodemailer'
import { splitMailbox, mailbox } from './address.ts'
import type { EmailSettings } from './settings.ts'

export const probeHeader = 'X-Cordboard-Probe'

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
    text: 'This mail shows that sending and receiving work. Nobody needs to answer it, and it may be deleted.',
    headers: { [probeHeader]: token, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    envelope: { from: address, to: [address] },
  }
}

/**
 * Whether a mail is such a probe: marked as one, and sent by the account to itself. The desk shows none. Somebody who forges
 * both hides nothing but a mail of their own.
 */
export function isProbe(headers: readonly { key: string }[], senderKey: string, ownKeys: readonly string[]): boolean {
  return ownKeys.includes(senderKey) && headers.some(({ key }) => key === probeHeader.toLowerCase())
}
