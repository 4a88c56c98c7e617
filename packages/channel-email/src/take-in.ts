/** Hands chosen mails to the ledger, whatever the folders' positions are. */
import type { ChannelHost, RawMessage } from '@cordboard/core/channel/channel'
import { toChannelError } from './errors.ts'
import { connectImap } from './imap-client.ts'
import { listFolder, type ListingNeeds } from './listed-mail.ts'
import type { EmailSettings } from './settings.ts'

/** A mail that is gone, or of a folder that is gone or numbered anew since, is passed by. Moves no position; throws a `ChannelError`. */
export async function takeIn(
  keys: readonly string[],
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
): Promise<void> {
  await using link = await connectImap(settings, host, signal)
  const wanted = new Set(keys)
  for (const folder of settings.folders) {
    try {
      await takeInFolder(folder, wanted, { link, settings, host })
    } catch (error) {
      signal.throwIfAborted()
      const trouble = toChannelError(link.lostTo() ?? error, 'imap', settings)
      // A folder that is gone says so in the inventory; the others are read.
      if (trouble.kind !== 'permanent') throw trouble
    }
  }
}

async function takeInFolder(folder: string, wanted: ReadonlySet<string>, needs: ListingNeeds): Promise<void> {
  const { mailbox, mails } = await listFolder(folder, needs)
  const keys = new Map(mails.filter(({ key }) => wanted.has(key)).map(({ uid, key }) => [uid, key]))
  for await (const page of mailbox.pages([...keys.keys()])) {
    const batch = page.mails.map(({ uid, bytes, receivedAt }): RawMessage => {
      return { bytes, mediaType: 'message/rfc822', key: keys.get(uid) ?? '', receivedAt }
    })
    await needs.host.accept(batch)
  }
}
