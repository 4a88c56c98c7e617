/** The folder where a provider, or whoever looks after the mailbox, keeps what was sent. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import type { ImapFlow } from 'imapflow'

/** By its special use (RFC 6154), which imapflow also tells by the usual names; `null` when there is none. */
export async function sentFolderOf(client: ImapFlow): Promise<string | null> {
  const folders = await client.list()
  return folders.find(({ specialUse }) => specialUse === '\\Sent')?.path ?? null
}

/** Every Message-ID the copy may carry: ours, and the one a server put in its place. */
export function sentIdsOf({ envelope, providerIds = [] }: OutboundMessage): string[] {
  const ids = [envelope.externalId, ...providerIds].filter((id) => id !== null && /^<[^<>\s]+>$/.test(id))
  return [...new Set(ids as string[])]
}

/** Which of the ids the open folder holds a mail of; `null` when none. */
export async function heldIn(client: ImapFlow, ids: readonly string[]): Promise<string | null> {
  for (const id of ids) {
    const found = await client.search({ header: { 'message-id': id } }, { uid: true })
    if (found && found.length > 0) return id
  }
  return null
}
