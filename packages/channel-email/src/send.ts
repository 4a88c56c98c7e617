/** Hands one reply to the account's SMTP server, once. */
import type { OutboundMessage, Receipt } from '@cordboard/core/channel/channel'
import { composeMail } from './mail.ts'
import { enhancedCode, refusedRecipient } from './smtp-errors.ts'
import type { SmtpPool } from './smtp-pool.ts'

/** The receipt names our Message-ID and the one a server put in its place. Throws a `ChannelError`. */
export async function send(message: OutboundMessage, pool: SmtpPool, signal: AbortSignal): Promise<Receipt> {
  const mail = composeMail(message)
  const taken = await pool.deliver(mail, signal)
  const refused = (taken.rejectedErrors ?? []).map(({ recipient = '', responseCode, response }) => ({
    recipient,
    reason: refusedRecipient([recipient], responseCode, enhancedCode(response)).text,
  }))
  return { externalIds: [...new Set([mail.messageId, taken.serverMessageId ?? mail.messageId])], refused }
}
