/** The folders of a mailbox, for an admin to choose from. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import type { Place, PlaceRole } from '@cordboard/core/channel/place'
import { toChannelError } from './errors.ts'
import { connectImap } from './imap-client.ts'
import type { EmailSettings } from './settings.ts'

const roles: Readonly<Record<string, PlaceRole>> = {
  '\\Inbox': 'inbox',
  '\\Archive': 'archive',
  '\\Sent': 'sent',
  '\\Drafts': 'drafts',
  '\\Trash': 'trash',
  '\\Junk': 'junk',
  '\\All': 'all',
  '\\Flagged': 'flagged',
  '\\Important': 'flagged',
}

/** Those that can hold mail: the inbox first, then by their names. Throws a `ChannelError`. */
export async function listFolders(
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
): Promise<Place[]> {
  await using link = await connectImap(settings, host, signal)
  try {
    const listed = await link.client.list()
    const folders = listed.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
    return folders
      .map(({ path, parent, name, specialUse }): Place => {
        return { name: path, path: [...parent, name], role: roles[specialUse ?? ''] ?? null }
      })
      .toSorted(byPlace)
  } catch (error) {
    signal.throwIfAborted()
    throw toChannelError(link.lostTo() ?? error, 'imap', settings)
  }
}

function byPlace(a: Place, b: Place): number {
  if (a.role === 'inbox' || b.role === 'inbox') return Number(b.role === 'inbox') - Number(a.role === 'inbox')
  return a.path.join('\u0000').localeCompare(b.path.join('\u0000'))
}
