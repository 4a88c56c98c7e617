/** How far each folder has been read: what is stored, as one transaction with the mails themselves. */
import type { ChannelHost, Cursor, RawMessage } from '@cordboard/core/channel/channel'
import { z } from 'zod'

const uidSchema = z.number().int().min(1)
const breakingSchema = z.object({ uid: uidSchema, times: z.number().int(), at: z.number() })

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
  breaking: z.array(breakingSchema).default([]),
  /** When the folder was last seen whole (ms since 1970); noted every few minutes. */
  readAt: z.number().nullable().default(null),
  /** The mails with the highest UIDs, by which a folder that was numbered anew is known again. Hex. */
  recent: z.array(z.object({ uid: uidSchema, size: z.number().int(), sha256: z.string() })).default([]),
})
const cursorSchema = z.object({
  folders: z.record(z.string(), folderCursorSchema).default({}),
  /** Of folders without UIDVALIDITY nothing is kept but which mails made their server hang up. */
  unnumbered: z.record(z.string(), z.array(breakingSchema)).default({}),
})

export type FolderCursor = z.infer<typeof folderCursorSchema>
export type Breaking = FolderCursor['breaking']

/** The ledger's key of one mail. */
export function mailKey(folder: string, cursor: Pick<FolderCursor, 'uidValidity' | 'generation'>, uid: number): string {
  const numbering = cursor.generation === 0 ? cursor.uidValidity : `${cursor.uidValidity}.${cursor.generation}`
  return `${folder}:${numbering}:${uid}`
}

export type CursorKeeper = {
  of(folder: string): FolderCursor | null
  /** Stores mails and, when `next` is given, the folder's position with them. One call at a time, whatever the folder. */
  commit(batch: readonly RawMessage[], folder: string, next: FolderCursor | null): Promise<void>
  /** Of a folder that has no position because its server does not number it. */
  breakingIn(folder: string): Breaking
  noteBreaking(folder: string, breaking: Breaking): Promise<void>
}

/** A cursor nobody can read counts as none: everything is listed again and the ledger knows what it has. */
export async function loadCursor(
  host: Pick<ChannelHost<object>, 'loadCursor' | 'accept' | 'log'>,
): Promise<CursorKeeper> {
  const stored = await host.loadCursor()
  const parsed = cursorSchema.safeParse(stored)
  if (stored !== null && !parsed.success) host.log.warn({}, 'email.cursor_unreadable')
  let committed = parsed.success ? parsed.data : { folders: {}, unnumbered: {} }
  let last: Promise<void> = Promise.resolve()

  type Stored = typeof committed
  async function store(batch: readonly RawMessage[], change: ((before: Stored) => Stored) | null): Promise<void> {
    if (change === null) return host.accept(batch)
    const next = change(committed)
    // Most cursors know no folder without numbers.
    const cursor: Cursor = Object.keys(next.unnumbered).length > 0 ? next : { folders: next.folders }
    await host.accept(batch, cursor)
    committed = next
  }

  // Folders share one cursor row: two unordered commits could move the other's position back.
  async function inTurn(batch: readonly RawMessage[], change: Parameters<typeof store>[1]): Promise<void> {
    const mine = last.then(() => store(batch, change))
    last = mine.catch(() => undefined)
    await mine
  }

  return {
    of: (folder) => committed.folders[folder] ?? null,
    commit(batch, folder, next) {
      if (next === null) return inTurn(batch, null)
      return inTurn(batch, (before) => ({ ...before, folders: { ...before.folders, [folder]: next } }))
    },
    breakingIn: (folder) => committed.unnumbered[folder] ?? [],
    noteBreaking(folder, breaking) {
      return inTurn([], (before) => ({ ...before, unnumbered: { ...before.unnumbered, [folder]: breaking } }))
    },
  }
}
