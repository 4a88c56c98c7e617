/** When a folder's history is provably gone: mail may have come in that nobody saw, and that is reported with its bounds. */
import type { Gap } from '@cordboard/core/channel/gap'
import { detailOf } from '@cordboard/core/sentence'
import { careFor } from './breaking.ts'
import type { FolderCursor } from './cursor.ts'
import { rawHashOf } from './identity.ts'
import type { FetchedMail, Mailbox } from './mailbox.ts'
import { say } from './sentences.ts'

/** What is gone is told from the mails read last: one of them may have been deleted by a person, not all at once. */
const mostRecent = 5
const sizesPerCommand = 1_000

/** The folder's position with these mails counted among those it knows again. */
export function withRecent(recent: FolderCursor['recent'], mails: readonly FetchedMail[]): FolderCursor['recent'] {
  const lowest = recent.length < mostRecent ? 0 : Math.min(...recent.map(({ uid }) => uid))
  const candidates = mails.slice(-mostRecent).filter(({ uid }) => uid > lowest)
  const known = recent.filter(({ uid }) => !candidates.some((mail) => mail.uid === uid))
  const added = candidates.map(({ uid, bytes }) => ({ uid, size: bytes.length, sha256: rawHashOf(bytes) }))
  return [...known, ...added].toSorted((a, b) => a.uid - b.uid).slice(-mostRecent)
}

/** Whether any of the mails read last is still in the folder, under whatever number. `null` where none is known. */
export async function holdsRecent(
  mailbox: Mailbox,
  { recent, breaking }: Pick<FolderCursor, 'recent' | 'breaking'>,
): Promise<boolean | null> {
  if (recent.length === 0) return null
  const sizes = new Set(recent.map(({ size }) => size))
  const hashes = new Set(recent.map(({ sha256 }) => sha256))
  const uids = await mailbox.uids('1:*')
  // The newest first: that is where they were, and one command names so many at most.
  for (let end = uids.length; end > 0; end -= sizesPerCommand) {
    const listed = await mailbox.sizes(uids.slice(Math.max(0, end - sizesPerCommand), end))
    const alike = [...listed].filter(([, size]) => sizes.has(size)).map(([uid]) => uid)
    for await (const { mails } of mailbox.pages(alike, careFor(breaking, Date.now())))
      if (mails.some(({ bytes }) => hashes.has(rawHashOf(bytes)))) return true
  }
  return false
}

export type GapReason = 'gap_went_back' | 'gap_renumbered' | 'gap_folder_gone'

export function gapOf(folder: string, reason: GapReason, position: Pick<FolderCursor, 'readAt'>): Gap {
  const since = position.readAt === null ? null : new Date(position.readAt)
  return { place: folder, since, until: new Date(), ...detailOf(say(reason, { folder })) }
}
