/** Follows the mailbox's folders by IMAP: everything there is handed to the ledger, new mail as the server announces it. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import type { ChannelError } from '@cordboard/core/channel/error'
import { setTimeout as delay } from 'node:timers/promises'
import { Bell } from './bell.ts'
import { loadCursor } from './cursor.ts'
import { toChannelError } from './errors.ts'
import { followFolder } from './folder.ts'
import { gapOf } from './gap.ts'
import { connectImap, imapPace, type ImapLink, type ImapPace } from './imap-client.ts'
import { Mailbox } from './mailbox.ts'
import { missingFolder } from './missing-folder.ts'
import type { EmailSettings } from './settings.ts'
import { SyncProgress } from './sync-progress.ts'

export type ReceivePace = ImapPace & {
  /** The folder is looked at this often even when the server announces nothing: IDLE is a promise some do not keep. */
  safetyPollMs: number
  /** So often where the server cannot announce anything. */
  pollMs: number
  /** A folder that is gone is looked for again after this. */
  missingFolderMs: number
}

export const receivePace: ReceivePace = {
  ...imapPace,
  safetyPollMs: 60_000,
  pollMs: 20_000,
  missingFolderMs: 2 * 60_000,
}

/**
 * Pulls until `signal` aborts, then resolves. Throws a `ChannelError` when the link is lost, and whatever the host rejects with; the
 * caller reconnects. One connection per folder, because a connection is told of news in one folder only. A folder that is gone is
 * named in the account's state while the others go on.
 */
export async function receive(
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
  pace: ReceivePace = receivePace,
): Promise<void> {
  const { folders } = settings
  const cursor = await loadCursor(host)
  const progress = new SyncProgress(host, folders)
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const followers = folders.map(async (folder) => {
    try {
      await stay(folder)
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

  async function stay(folder: string): Promise<void> {
    for (let looks = 0; ; looks++) {
      const missing = await openAndFollow(folder)
      const position = cursor.of(folder)
      if (position !== null && looks === 0) await host.reportGap(gapOf(folder, 'gap_folder_gone', position))
      progress.missing(folder)
      if (progress.isAllMissing) throw missing
      await delay(pace.missingFolderMs, undefined, { signal: stop })
    }
  }

  /** Resolves to the error that says that there is no such folder; throws every other one. */
  async function openAndFollow(folder: string): Promise<ChannelError> {
    await using link = await connectImap(settings, host, stop, pace)
    const bell = new Bell(link.client)
    try {
      await link.client.mailboxOpen(folder, { readOnly: true })
    } catch (error) {
      const missing = missingFolder(error, folder)
      if (missing) return missing
      throw toChannelError(link.lostTo() ?? error, 'imap', settings)
    }
    const pollMs = announces(link) ? pace.safetyPollMs : Math.min(pace.safetyPollMs, pace.pollMs)
    if (!announces(link)) progress.isAsking(pollMs)
    await followFolder(folder, { mailbox: new Mailbox(link, settings), bell, cursor, host, progress, pollMs }, stop)
    throw toChannelError(link.lostTo() ?? new Error('The mail server closed the connection.'), 'imap', settings)
  }
}

function announces({ client }: ImapLink): boolean {
  return client.capabilities.has('IDLE')
}
