/** Looks for a reply in the account's Sent folder, where many servers keep what they took. */
import type { ChannelHost, OutboundMessage } from '@cordboard/core/channel/channel'
import { toChannelError } from './errors.ts'
import { connectImap } from './imap-client.ts'
import type { EmailSettings } from './settings.ts'

/** Our Message-ID when the reply is there; `null` proves nothing, for not every server keeps sent mail. */
export async function findSent(
  message: OutboundMessage,
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
): Promise<string | null> {
  const { externalId } = message.envelope
  if (externalId === null) return null
  await using link = await connectImap(settings, host, signal)
  try {
    const folders = await link.client.list()
    const sent = folders.find(({ specialUse }) => specialUse === '\\Sent')
    if (!sent) return null
    await link.client.mailboxOpen(sent.path, { readOnly: true })
    const found = await link.client.search({ header: { 'message-id': externalId } }, { uid: true })
    return found && found.length > 0 ? externalId : null
  } catch (error) {
    signal.throwIfAborted()
    throw toChannelError(link.lostTo() ?? error, 'imap', settings)
  }
}
