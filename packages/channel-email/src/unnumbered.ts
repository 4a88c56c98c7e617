/**
 * Follows a folder whose server gives no usable UIDVALIDITY. Numbers then mean nothing beyond this connection: mails are
 * known by their bytes, no position is stored, and every connection reads the folder again.
 */
import type { RawMessage } from '@cordboard/core/channel/channel'
import { careFor, withBreak } from './breaking.ts'
import type { FolderNeeds } from './folder.ts'
import { rawHashOf } from './identity.ts'

/** The ledger's key of a mail whose number means nothing. */
export function unnumberedKey(folder: string, bytes: Uint8Array): string {
  return `${folder}:sha256:${rawHashOf(bytes)}`
}

/** Resolves when the connection has closed or `signal` aborts. */
export async function followUnnumbered(folder: string, needs: FolderNeeds, signal: AbortSignal): Promise<void> {
  needs.host.log.warn({ folder }, 'email.no_uidvalidity')
  try {
    await follow(folder, needs, signal)
  } finally {
    if (!signal.aborted) await noteBreak(folder, needs)
  }
}

async function follow(folder: string, needs: FolderNeeds, signal: AbortSignal): Promise<void> {
  const { mailbox, bell, progress } = needs
  const stored = new Set<number>()
  while (!bell.closed && !signal.aborted) {
    bell.hush()
    const listed = await mailbox.uids('1:*')
    const waiting = listed.filter((uid) => !stored.has(uid))
    const refused = await takeIn(folder, waiting, needs, (uids) => {
      for (const uid of uids) stored.add(uid)
      progress.report(folder, stored.size, listed.length)
    })
    if (bell.announced > 0) continue
    progress.synced(folder, refused)
    await bell.wait(needs.pollMs)
  }
}

/** Resolves to how many mails the server lists and does not hand out; they are asked for again at the next look. */
async function takeIn(
  folder: string,
  waiting: readonly number[],
  { mailbox, cursor }: FolderNeeds,
  onStored: (uids: readonly number[]) => void,
): Promise<number> {
  let withheld = 0
  const breaking = cursor.breakingIn(folder)
  for await (const { uids, mails, refused } of mailbox.pages(waiting, careFor(breaking, Date.now()))) {
    const batch = mails.map(({ bytes, receivedAt }): RawMessage => {
      return { bytes, mediaType: 'message/rfc822', key: unnumberedKey(folder, bytes), receivedAt }
    })
    await cursor.commit(batch, folder, null)
    const handedOut = uids.filter((uid) => !refused.includes(uid))
    const mended = cursor.breakingIn(folder).filter(({ uid }) => !handedOut.includes(uid))
    if (mended.length < cursor.breakingIn(folder).length) await cursor.noteBreaking(folder, mended)
    onStored(handedOut)
    withheld += refused.length
  }
  return withheld
}

/** Numbers of one connection mostly hold in the next; where they do not, another mail waits a while in vain. */
async function noteBreak(folder: string, { mailbox, cursor, host }: FolderNeeds): Promise<void> {
  if (mailbox.brokeAt.length === 0) return
  host.log.warn({ folder, mails: mailbox.brokeAt.length }, 'email.broke_while_fetching')
  await cursor.noteBreaking(folder, withBreak(cursor.breakingIn(folder), mailbox.brokeAt, Date.now()))
}
