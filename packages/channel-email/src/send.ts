/** Hands one reply to the account's SMTP server, once. */
import type { OutboundMessage, Receipt } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { composeMail } from './mail.ts'
import { isSameAddress } from './sender-proof.ts'
import { enhancedCode, refusedRecipient } from './smtp-errors.ts'
import type { SmtpPool } from './smtp-pool.ts'

/** The receipt names our Message-ID and the one a server put in its place. Throws a `ChannelError`. */
export async function send(message: OutboundMessage, pool: SmtpPool, signal: AbortSignal): Promise<Receipt> {
  const mail = composeMail(message)
  const taken = await pool.deliver(() => composeMail(message), signal)
  const refused = (taken.rejectedErrors ?? []).map(({ recipient: onWire = '', responseCode, response }) => {
    const recipient = named(onWire, message.envelope)
    const { text, code, values } = refusedRecipient([recipient], responseCode, enhancedCode(response))
    return { recipient, reason: text, sentence: { code, values } }
  })
  const externalIds = [...new Set([mail.messageId, taken.serverMessageId ?? mail.messageId])]
  return { externalIds, refused, maxFileBytes: fileBytesWithin(taken.ehlo ?? []) }
}

/** As the reply names them: the library writes domains of other scripts as the DNS has them. */
function named(recipient: string, { to, cc, bcc }: Envelope): string {
  return [...to, ...cc, ...bcc].find((address) => isSameAddress(address, recipient)) ?? recipient
}

/** Room for headers and a long text with its HTML. */
const wordsBytes = 500_000
/** Base64 makes 57 bytes a line of 78. */
const encodedShare = 57 / 78

/** What is left for files of what a server says it takes (RFC 1870); `null` when it names no limit. */
function fileBytesWithin(extensions: readonly string[]): number | null {
  const [, digits] = extensions.map((line) => /^SIZE[ =](\d{1,15})$/i.exec(line.trim())).find((match) => match) ?? []
  const size = Number(digits ?? 0)
  return size === 0 ? null : Math.max(0, Math.floor((size - Math.min(wordsBytes, size / 2)) * encodedShare))
}
