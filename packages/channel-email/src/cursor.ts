/** How far each folder has been read: what is stored, as one transaction with the mails themselves. */
import type { ChannelHost, Cursor, RawMessage } from '@cordboard/core/channel/channel'
import { z } from 'zod'

const uidSchema = z.number().int().min(1)

/**
 * Stored are all UIDs below `nextUid`, except the refused and those of `backlog` (`from` inclusive, `to` exclusive): mail
 * that was there before the first sync and is taken oldest first, while new mail passes it by.
 */
const folderCursorSchema = z.object({
  uidValidity: z.string().regex(/^[1-9]\d*$/),
  /** Rises when a server numbers back without saying so (restored from a backup), so that keys never repeat. */
  generation: z.number().int().min(0).default(0),
  nextUid: uidSchema,
  backlog: z.object({ from: uidSchema, to: uidSchema }).nullable().default(null),
  /** Passed by because the server lists them and does not hand them out; asked for again at every look. */
  refused: z.array(uidSchema).default([]),
  /** Asked for when the connection broke, `times` in a row, the last time `at` (ms since 1970): some mails make a server hang up. */
  breaking: z.array(z.object({ uid: uidSchema, times: z.number().int(), at: z.number() })).default([]),
})
const cursorSchema = z.object({ folders: z.record(z.string(), folderCursorSchema) })

export type FolderCursor = z.infer<typeof folderCursorSchema>

/** The ledger's key of one mail. */
export function mailKey(folder: string, cursor: Pick<FolderCursor, 'uidValidity' | 'generation'>, uid: number): string {
  const numbering = cursor.generation === 0 ? cursor.uidValidity : `${cursor.uidValidity}.${cursor.generation}`
  return `${folder}:${numbering}:${uid}`
}

export type CursorKeeper = {
  of(folder: string): FolderCursor | null
  /** Stores mails and, when `next` is given, the folder's position with them. One call at a time, whatever the folder. */
  commit(batch: readonly RawMessage[], folder: string, next: FolderCursor | null): Promise<void>
}

/** A cursor nobody can read counts as none: everything is listed again and the ledger knows what it has. */
export async function loadCursor(
  host: Pick<ChannelHost<object>, 'loadCursor' | 'accept' | 'log'>,
): Promise<CursorKeeper> {
  const stored = await host.loadCursor()
  const parsed = cursorSchema.safeParse(stored)
  if (stored !== null && !parsed.success) host.log.warn({}, 'email.cursor_unreadable')
  let committed = parsed.success ? parsed.data.folders : {}
  let last: Promise<void> = Promise.resolve()

  async function store(batch: readonly RawMessage[], folder: string, next: FolderCursor | null): Promise<void> {
    if (next === null) return host.accept(batch)
    const folders = { ...committed, [folder]: next }
    const cursor: Cursor = { folders }
    await host.accept(batch, cursor)
    committed = folders
  }

  return {
    of: (folder) => committed[folder] ?? null,
    // Folders share one cursor row: two unordered commits could move the other's position back.
    async commit(batch, folder, next) {
      const mine = last.then(() => store(batch, folder, next))
      last = mine.catch(() => undefined)
      await mine
    },
  }
}
