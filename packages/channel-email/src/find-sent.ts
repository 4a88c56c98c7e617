/** Looks for a reply in the account's Sent folder, where many servers keep what they took. */
import type { ChannelHost, OutboundMessage } from '@cordboard/core/channel/channel'
import { toChannelError } from './errors.ts'
import { connectImap } from './imap-client.ts'
import { heldIn, sentFolderOf, sentIdsOf } from './sent-folder.ts'
import type { EmailSettings } from './settings.ts'

/** The Message-ID it carries there; `null` proves nothing, for not every server keeps sent mail. */
export async function findSent(
  message: OutboundMessage,
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
): Promise<string | null> {
  const ids = sentIdsOf(message)
  if (ids.length === 0) return null
  await using link = await connectImap(settings, host, signal)
  try {
    const folder = await sentFolderOf(link.client)
    if (folder === null) return null
    await link.client.mailboxOpen(folder, { readOnly: true })
    return await heldIn(link.client, ids)
  } catch (error) {
    signal.throwIfAborted()
    throw toChannelError(link.lostTo() ?? error, 'imap', settings)
  }
}
