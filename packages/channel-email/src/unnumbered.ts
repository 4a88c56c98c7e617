/**
 * Follows a folder whose server gives no usable UIDVALIDITY. Numbers then mean nothing beyond this connection: mails are
 * known by their bytes, no position is stored, and every connection reads the folder again.
 */
import type { RawMessage } from '@cordboard/core/channel/channel'
import type { FolderNeeds } from './folder.ts'
import { rawHashOf } from './identity.ts'

/** The ledger's key of a mail whose number means nothing. */
export function unnumberedKey(folder: string, bytes: Uint8Array): string {
  return `${folder}:sha256:${rawHashOf(bytes)}`
}

/** Resolves when the connection has closed or `signal` aborts. */
export async function followUnnumbered(folder: string, needs: FolderNeeds, signal: AbortSignal): Promise<void> {
  const { mailbox, bell, cursor, host, progress } = needs
  const stored = new Set<number>()
  host.log.warn({ folder }, 'email.no_uidvalidity')
  while (!bell.closed && !signal.aborted) {
    bell.hush()
    const listed = await mailbox.uids('1:*')
    const waiting = listed.filter((uid) => !stored.has(uid))
    for await (const { uids, mails } of mailbox.pages(waiting)) {
      const batch = mails.map(({ bytes, receivedAt }): RawMessage => {
        return { bytes, mediaType: 'message/rfc822', key: unnumberedKey(folder, bytes), receivedAt }
      })
      await cursor.commit(batch, folder, null)
      for (const uid of uids) stored.add(uid)
      progress.report(folder, stored.size, listed.length)
    }
    if (bell.announced > 0) continue
    progress.synced(folder)
    await bell.wait(needs.safetyPollMs)
  }
}
