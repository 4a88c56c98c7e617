/** Follows the mailbox's folders by IMAP: everything there is handed to the ledger, new mail as the server announces it. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { loadCursor } from './cursor.ts'
import { toChannelError } from './errors.ts'
import { followFolder } from './folder.ts'
import { connectImap, imapPace, type ImapPace } from './imap-client.ts'
import { Mailbox } from './mailbox.ts'
import type { EmailSettings } from './settings.ts'
import { SyncProgress } from './sync-progress.ts'
import { Bell } from './bell.ts'

export type ReceivePace = ImapPace & {
  /** The folder is looked at this often even when the server announces nothing: IDLE is a promise some do not keep. */
  safetyPollMs: number
}

export const receivePace: ReceivePace = { ...imapPace, safetyPollMs: 60_000 }

/**
 * Pulls until `signal` aborts, then resolves. Throws a `ChannelError` when the link is lost, and whatever `host.accept`
 * rejects with; the caller reconnects. One connection per folder, because a connection is told of news in one folder only.
 */
export async function receive(
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
  pace: ReceivePace = receivePace,
): Promise<void> {
  const folders = settings.folders ?? ['INBOX']
  const cursor = await loadCursor(host)
  const progress = new SyncProgress(host, folders)
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const followers = folders.map(async (folder) => {
    try {
      await openAndFollow(folder)
    } catch (error) {
      failed.abort()
      throw error
    }
  })
  // All are waited for, so that no connection outlives this call.
  const ends = await Promise.allSettled(followers)
  if (signal.aborted) return
  const errors = ends.filter((end) => end.status === 'rejected').map((end) => end.reason as unknown)
  throw errors.find((error) => error !== stop.reason) ?? errors[0]

  async function openAndFollow(folder: string): Promise<void> {
    await using link = await connectImap(settings, host, stop, pace)
    const bell = new Bell(link.client)
    try {
      await link.client.mailboxOpen(folder, { readOnly: true })
    } catch (error) {
      throw toChannelError(link.lostTo() ?? error, 'imap', settings)
    }
    await followFolder(
      folder,
      { mailbox: new Mailbox(link, settings), bell, cursor, host, progress, safetyPollMs: pace.safetyPollMs },
      stop,
    )
    throw toChannelError(link.lostTo() ?? new Error('The mail server closed the connection.'), 'imap', settings)
  }
}
