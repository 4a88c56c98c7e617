/** Follows one open folder: new mail first, then holes, then what is left of the mail that was there before. */
import type { ChannelHost, RawMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Bell } from './bell.ts'
import { gapOf, holdsRecent, withRecent } from './gap.ts'
import { careFor, withBreak } from './breaking.ts'
import { mailKey, type CursorKeeper, type FolderCursor } from './cursor.ts'
import type { Care, Mailbox, MailPage } from './mailbox.ts'
import type { EmailSettings } from './settings.ts'
import { say } from './sentences.ts'
import type { SyncProgress } from './sync-progress.ts'
import { followUnnumbered } from './unnumbered.ts'

export type FolderNeeds = {
  mailbox: Mailbox
  bell: Bell
  cursor: CursorKeeper
  host: ChannelHost<EmailSettings>
  progress: SyncProgress
  /** The folder is looked at this often even when the server announces nothing. */
  pollMs: number
}

/** UIDs may become visible after higher ones were already read: so far back each sync looks again. */
const holeWindow = 500
/** How old the note may be of when the folder was last seen whole: a gap begins that much too early at most. */
const readAtAgeMs = 5 * 60_000
/** A push of more mails than this is read in bounded pages. */
const fewMails = 20

/** Resolves when the connection has closed or `signal` aborts. */
export async function followFolder(folder: string, needs: FolderNeeds, signal: AbortSignal): Promise<void> {
  if (needs.mailbox.uidValidity === null) return followUnnumbered(folder, needs, signal)
  const follower = new FolderFollower(folder, needs.mailbox.uidValidity, needs)
  try {
    await follower.agreeOnNumbering()
    await follow(folder, follower, needs, signal)
  } finally {
    if (!signal.aborted) await follower.noteBreak()
  }
}

async function follow(
  folder: string,
  follower: FolderFollower,
  needs: FolderNeeds,
  signal: AbortSignal,
): Promise<void> {
  while (!isOver(needs.bell, signal)) {
    const announced = needs.bell.announced
    needs.bell.hush()
    await follower.takeNew(announced)
    await follower.fillHoles()
    await follower.takeBacklog()
    if (needs.bell.announced > 0) continue
    await follower.noteRead()
    needs.progress.synced(folder, follower.refused)
    const rang = await needs.bell.wait(jittered(needs.pollMs))
    if (!rang && !isOver(needs.bell, signal)) await follower.checkNumbering()
  }
}

/** So that hundreds of folders do not ask in step. */
function jittered(ms: number): number {
  return ms * (0.9 + Math.random() / 5)
}

function isOver(bell: Bell, signal: AbortSignal): boolean {
  return bell.closed || signal.aborted
}

class FolderFollower {
  readonly #folder: string
  readonly #uidValidity: string
  readonly #needs: FolderNeeds
  /** UIDs of the hole window known to be stored, so that the ledger is asked about each only once. */
  #stored = new Set<number>()

  constructor(folder: string, uidValidity: string, needs: FolderNeeds) {
    this.#folder = folder
    this.#uidValidity = uidValidity
    this.#needs = needs
  }

  /** How many mails the server lists and does not hand out. */
  get refused(): number {
    return this.#position.refused.length
  }

  get #position(): FolderCursor {
    const position = this.#needs.cursor.of(this.#folder)
    if (position === null) throw new Error(`The folder ${this.#folder} has no position yet.`)
    return position
  }

  /** A folder seen for the first time, or numbered anew, is read from its beginning; the ledger knows mail it has by its bytes. */
  async agreeOnNumbering(): Promise<void> {
    const { cursor, mailbox, host } = this.#needs
    const position = cursor.of(this.#folder)
    const uidNext = await mailbox.uidNext()
    const same = position !== null && position.uidValidity === this.#uidValidity
    if (same && uidNext >= position.nextUid) return
    if (position !== null) {
      const { uidValidity: was } = position
      host.log.warn({ folder: this.#folder, was, is: this.#uidValidity, uidNext }, 'email.renumbered')
      await this.#reportGap(position)
    }
    const generation = same ? position.generation + 1 : 0
    const backlog = uidNext > 1 ? { from: 1, to: uidNext } : null
    await cursor.commit([], this.#folder, {
      uidValidity: this.#uidValidity,
      generation,
      nextUid: uidNext,
      backlog,
      refused: [],
      breaking: [],
      // An empty folder is seen whole by opening it.
      readAt: backlog === null ? Date.now() : null,
      recent: [],
    })
  }

  /** Numbers that went back mean an older state; other numbers alone mean nothing as long as the mail is still there. */
  async #reportGap(position: FolderCursor): Promise<void> {
    const { mailbox, host } = this.#needs
    if (position.uidValidity === this.#uidValidity) {
      return host.reportGap(gapOf(this.#folder, 'gap_went_back', position))
    }
    if ((await holdsRecent(mailbox, position)) === false) {
      await host.reportGap(gapOf(this.#folder, 'gap_renumbered', position))
    }
  }

  /** Everything that was there is stored now. */
  async noteRead(): Promise<void> {
    const now = Date.now()
    const { readAt, backlog } = this.#position
    // A clock that was set back must not keep an old note.
    if (backlog !== null || (readAt !== null && readAt <= now && now - readAt < readAtAgeMs)) return
    await this.#needs.cursor.commit([], this.#folder, { ...this.#position, readAt: now })
  }

  /** Remembers what was asked for when the connection broke, so that one mail cannot break it for ever. */
  async noteBreak(): Promise<void> {
    const { mailbox, cursor, host } = this.#needs
    if (mailbox.brokeAt.length === 0) return
    host.log.warn({ folder: this.#folder, mails: mailbox.brokeAt.length }, 'email.broke_while_fetching')
    const breaking = withBreak(this.#position.breaking, mailbox.brokeAt, Date.now())
    await cursor.commit([], this.#folder, { ...this.#position, breaking })
  }

  /** Throws when the server has renumbered the folder while it was open: it must be opened again. */
  async checkNumbering(): Promise<void> {
    const now = await this.#needs.mailbox.currentUidValidity(this.#folder)
    if (now !== null && now !== this.#uidValidity) {
      throw new ChannelError('transient', say('renumbered'), { scope: 'account' })
    }
  }

  async takeNew(announced: number): Promise<void> {
    const { mailbox, progress } = this.#needs
    const { nextUid } = this.#position
    const few = announced > 0 && announced <= fewMails
    const waiting = few ? [] : (await mailbox.uids(`${nextUid}:*`)).filter((uid) => uid >= nextUid)
    let done = 0
    for await (const page of few ? mailbox.from(nextUid) : mailbox.pages(waiting, this.#care())) {
      await this.#store(page, this.#passing(page, { nextUid: (page.uids.at(-1) ?? nextUid) + 1 }))
      done += page.uids.length
      if (waiting.length > fewMails) progress.report(this.#folder, done, waiting.length)
    }
  }

  /** Looks for mail that became visible behind the position, and again for mail the server refused. */
  async fillHoles(): Promise<void> {
    const { mailbox, host } = this.#needs
    const missing = await this.#missing()
    const before = this.#position.refused
    if (missing.length > 0) host.log.info({ folder: this.#folder, count: missing.length }, 'email.holes_found')
    const again = [...new Set([...missing, ...before])].toSorted((a, b) => a - b)
    for await (const page of mailbox.pages(again, this.#care())) {
      const kept = this.#position.refused.filter((uid) => !page.uids.includes(uid))
      await this.#store(page, this.#passing(page, { refused: [...kept, ...page.refused] }))
    }
  }

  /** UIDs of the hole window that the server lists and the ledger does not have. */
  async #missing(): Promise<number[]> {
    const { mailbox, host } = this.#needs
    const { nextUid, backlog, refused } = this.#position
    const from = Math.max(1, nextUid - holeWindow, backlog ? backlog.to : 1)
    if (from >= nextUid) return []
    const listed = (await mailbox.uids(`${from}:${nextUid - 1}`)).filter((uid) => !refused.includes(uid))
    const unsure = listed.filter((uid) => !this.#stored.has(uid))
    this.#stored = new Set(listed.filter((uid) => this.#stored.has(uid)))
    if (unsure.length === 0) return []
    const known = await host.knownKeys(unsure.map((uid) => this.#key(uid)))
    for (const uid of unsure) if (known.has(this.#key(uid))) this.#stored.add(uid)
    return unsure.filter((uid) => !this.#stored.has(uid))
  }

  /** Oldest first, so that a mail is stored before its answers; stops after any page when new mail was announced. */
  async takeBacklog(): Promise<void> {
    const { mailbox, bell, progress } = this.#needs
    const { backlog } = this.#position
    if (backlog === null) return
    const all = await mailbox.uids(`1:${backlog.to - 1}`)
    const waiting = all.filter((uid) => uid >= backlog.from)
    let done = all.length - waiting.length
    progress.report(this.#folder, done, all.length)
    for await (const page of mailbox.pages(waiting, this.#care())) {
      const from = (page.uids.at(-1) ?? backlog.from) + 1
      await this.#store(page, this.#passing(page, { backlog: { from, to: backlog.to } }))
      done += page.uids.length
      progress.report(this.#folder, done, all.length)
      if (bell.announced > 0 || bell.closed) return
    }
    await this.#needs.cursor.commit([], this.#folder, { ...this.#position, backlog: null })
  }

  #care(): Care {
    return careFor(this.#position.breaking, Date.now())
  }

  #passing({ uids, refused }: MailPage, moved: Partial<FolderCursor>): FolderCursor {
    const position = this.#position
    const breaking = position.breaking.filter(({ uid }) => !uids.includes(uid) || refused.includes(uid))
    return { ...position, refused: [...position.refused, ...refused], breaking, ...moved }
  }

  async #store({ mails }: MailPage, next: FolderCursor): Promise<void> {
    const batch = mails.map(({ uid, bytes, receivedAt }): RawMessage => ({
      bytes,
      mediaType: 'message/rfc822',
      key: this.#key(uid),
      receivedAt,
    }))
    await this.#needs.cursor.commit(batch, this.#folder, { ...next, recent: withRecent(next.recent, mails) })
    for (const { uid } of mails) this.#stored.add(uid)
  }

  #key(uid: number): string {
    return mailKey(this.#folder, this.#position, uid)
  }
}
