/** Reading one open mailbox: which UIDs it has, and their bytes in bounded pages. Marks nothing as read. */
import type { ChannelError } from '@cordboard/core/channel/error'
import type { FetchMessageObject } from 'imapflow'
import { toChannelError } from './errors.ts'
import type { ImapLink } from './imap-client.ts'
import { responseCodeOf } from './response-code.ts'
import type { EmailSettings } from './settings.ts'

export type FetchedMail = { uid: number; bytes: Uint8Array; receivedAt: Date }
/** `refused` are mails the server lists and does not hand out; what is in none of the two is gone from the server. */
export type MailPage = { uids: readonly number[]; mails: readonly FetchedMail[]; refused: readonly number[] }
export type MailHead = {
  uid: number
  receivedAt: Date
  /** Bytes. */
  size: number | null
  envelope: FetchMessageObject['envelope']
}
type Fetched = { rows: readonly FetchMessageObject[]; refused: readonly number[] }
/** How a mail is asked for that may have broken a connection: in a command of its own, or not at all for now. */
export type Care = ReadonlyMap<number, 'alone' | 'pass_by'>

/** A page never holds more mails or (by the server's word) bytes than this, one mail excepted. */
const pageMails = 200
const pageBytes = 8_000_000
/** Longer mails come in pieces of this many bytes, so that no single answer fills the memory. */
const pieceBytes = 1_000_000
/** So few mails are asked for without asking for their sizes first: that saves a round trip on every push. */
const fewMails = 20
const headsPerCommand = 1_000
/** With these the server refuses everybody for a while (RFC 5530), not one mail for good. */
const passing = new Set(['UNAVAILABLE', 'LIMIT', 'INUSE', 'OVERQUOTA', 'THROTTLED'])

export class Mailbox {
  /** The mails asked for when the connection broke, one of which may be the reason; empty while it stands. */
  brokeAt: readonly number[] = []
  readonly #link: ImapLink
  readonly #settings: EmailSettings

  constructor(link: ImapLink, settings: EmailSettings) {
    this.#link = link
    this.#settings = settings
  }

  /** `null` where the server gives no usable UIDVALIDITY. */
  get uidValidity(): string | null {
    const { mailbox } = this.#link.client
    return mailbox && mailbox.uidValidity ? String(mailbox.uidValidity) : null
  }

  /** The next UID as of opening; found by listing where the server does not say. */
  async uidNext(): Promise<number> {
    const { mailbox } = this.#link.client
    if (mailbox && mailbox.uidNext) return mailbox.uidNext
    return ((await this.uids('1:*')).at(-1) ?? 0) + 1
  }

  /** UIDs in a range such as `5:9`, ascending. Mind that `n:*` names the last mail even when its UID is below n. */
  async uids(range: string): Promise<number[]> {
    const found = await this.#ask(() => this.#link.client.search({ uid: range }, { uid: true }))
    // A refused search is no empty folder: whoever took it for one would pass by mail that is there.
    if (!found) throw this.#lost(Object.assign(new Error('The mails were not listed.'), { responseStatus: 'NO' }))
    return found.toSorted((a, b) => a - b)
  }

  /** UIDVALIDITY as the server says now, without opening the folder again. */
  async currentUidValidity(folder: string): Promise<string | null> {
    const status = await this.#ask(() => this.#link.client.status(folder, { uidValidity: true }))
    return status && status.uidValidity ? String(status.uidValidity) : null
  }

  /**
   * The mails' bytes, oldest first, page by page; the next page is on its way while the caller stores one. Each page
   * names the UIDs it answers for: one that is gone from the server is answered for and not among the mails.
   */
  async *pages(uids: readonly number[], care: Care = new Map()): AsyncGenerator<MailPage> {
    for (let start = 0; start < uids.length; start += headsPerCommand) {
      const part = uids.slice(start, start + headsPerCommand)
      const plan = pagesOf(part, await this.#sizesOfMany(part.filter((uid) => !care.has(uid))), care)
      let next = this.#fetchAhead(plan[0], care)
      for (const [index, page] of plan.entries()) {
        const fetched = await next
        const complete = fetched.rows.every((row) => !isCut(row))
        // A cut row asks for more on the same connection: what is fetched ahead would only stand in its way.
        if (complete) next = this.#fetchAhead(plan[index + 1], care)
        yield* this.#bounded(fetched, page)
        if (!complete) next = this.#fetchAhead(plan[index + 1], care)
      }
    }
  }

  /** Everything from `uid` on with its bytes in one command: for the few mails a push announces. */
  async *from(uid: number): AsyncGenerator<MailPage> {
    const fetched = await this.#fetch(`${uid}:*`)
    const rows = fetched.rows.filter((row) => row.uid >= uid)
    const refused = fetched.refused.filter((listed) => listed >= uid)
    const uids = [...rows.map((row) => row.uid), ...refused].toSorted((x, y) => x - y)
    yield* this.#bounded({ rows, refused }, uids)
  }

  /** What the server says of mails without their bytes; ascending, those that are gone left out. */
  async heads(uids: readonly number[]): Promise<MailHead[]> {
    if (uids.length === 0) return []
    const query = { uid: true, size: true, internalDate: true, envelope: true }
    const heads = await this.#ask(() => this.#link.client.fetchAll(rangesOf(uids), query, { uid: true }), uids)
    return heads.map((head) => {
      return { uid: head.uid, receivedAt: dateOf(head), size: head.size ?? null, envelope: head.envelope }
    })
  }

  /** In bytes, by the server's word. */
  async sizes(uids: readonly number[]): Promise<Map<number, number>> {
    if (uids.length === 0) return new Map()
    const heads = await this.#ask(
      () => this.#link.client.fetchAll(rangesOf(uids), { uid: true, size: true }, { uid: true }),
      uids,
    )
    return new Map(heads.map((head) => [head.uid, head.size ?? 0]))
  }

  async #sizesOfMany(uids: readonly number[]): Promise<Map<number, number>> {
    return uids.length <= fewMails ? new Map() : this.sizes(uids)
  }

  #fetchAhead(page: readonly number[] = [], care: Care): Promise<Fetched> {
    const refused = page.filter((uid) => care.get(uid) === 'pass_by')
    if (refused.length === page.length) return Promise.resolve({ rows: [], refused })
    const fetched = this.#fetch(rangesOf(page), page)
    // Whoever asked may have failed to store the page before; then nobody waits for this one.
    fetched.catch(() => undefined)
    return fetched
  }

  /** One mail the server cannot read must not hold up the others: a refused range is asked for in halves. */
  async #fetch(range: string, asked: readonly number[] = []): Promise<Fetched> {
    const query = { uid: true, internalDate: true, source: { start: 0, maxLength: pieceBytes } }
    try {
      const rows = await this.#link.client.fetchAll(range, query, { uid: true })
      return {
        rows: rows.filter((row) => !isWithheld(row)).toSorted((a, b) => a.uid - b.uid),
        refused: rows.filter(isWithheld).map(({ uid }) => uid),
      }
    } catch (error) {
      if (!isRefusal(error)) throw this.#lost(error, asked)
    }
    const uids = await this.uids(range)
    if (uids.length <= 1) return { rows: [], refused: uids }
    const half = Math.ceil(uids.length / 2)
    const halves = [uids.slice(0, half), uids.slice(half)] as const
    const first = await this.#fetch(rangesOf(halves[0]), halves[0])
    const second = await this.#fetch(rangesOf(halves[1]), halves[1])
    return { rows: [...first.rows, ...second.rows], refused: [...first.refused, ...second.refused] }
  }

  /** Completes cut mails one by one and hands over whenever enough bytes have gathered. */
  async *#bounded({ rows, refused }: Fetched, page: readonly number[]): AsyncGenerator<MailPage> {
    let left = page
    let mails: FetchedMail[] = []
    let bytes = 0
    for (const row of rows) {
      const whole = await this.#whole(row)
      if (whole === null) continue
      mails.push({ uid: row.uid, bytes: whole, receivedAt: dateOf(row) })
      bytes += whole.length
      if (bytes < pageBytes) continue
      yield {
        uids: left.filter((uid) => uid <= row.uid),
        mails,
        refused: refused.filter((uid) => left.includes(uid) && uid <= row.uid),
      }
      left = left.filter((uid) => uid > row.uid)
      mails = []
      bytes = 0
    }
    if (left.length > 0) yield { uids: left, mails, refused: refused.filter((uid) => left.includes(uid)) }
  }

  /** `null` when the mail was deleted before all of it was here. */
  async #whole(row: FetchMessageObject): Promise<Uint8Array | null> {
    if (row.source === undefined || !isCut(row)) return row.source ?? null
    const pieces = [row.source]
    let length = row.source.length
    for (let more = true; more;) {
      const query = { source: { start: length, maxLength: pieceBytes } }
      const answer = await this.#ask(() => this.#link.client.fetchOne(String(row.uid), query, { uid: true }), [row.uid])
      if (!answer || answer.source === undefined) return null
      // Some servers answer NIL where nothing is left.
      if (isWithheld(answer)) break
      pieces.push(answer.source)
      length += answer.source.length
      more = isCut(answer)
    }
    return joined(pieces, length)
  }

  async #ask<T>(command: () => Promise<T>, asked: readonly number[] = []): Promise<T> {
    try {
      return await command()
    } catch (error) {
      throw this.#lost(error, asked)
    }
  }

  #lost(error: unknown, asked: readonly number[] = []): ChannelError {
    const code = responseCodeOf(error)
    const told = error instanceof Error && code !== null ? Object.assign(error, { serverResponseCode: code }) : error
    const trouble = toChannelError(this.#link.lostTo() ?? told, 'imap', this.#settings)
    // A server that has had enough of us would have had it with any other mail.
    if (!isAnswer(error) && trouble.kind !== 'rate_limited') this.brokeAt = asked
    return trouble
  }
}

function isAnswer(error: unknown): error is Error & { responseStatus: unknown } {
  return error instanceof Error && 'responseStatus' in error && error.responseStatus !== undefined
}

function isRefusal(error: unknown): boolean {
  return isAnswer(error) && error.responseStatus === 'NO' && !passing.has(responseCodeOf(error) ?? '')
}

/** Answered with NIL in place of its bytes, which imapflow gives as `false`. */
function isWithheld({ source }: FetchMessageObject): boolean {
  return source !== undefined && !Buffer.isBuffer(source)
}

function isCut({ source }: FetchMessageObject): boolean {
  return source?.length === pieceBytes
}

/** Each piece gives its memory back as soon as it is copied: together they are as large as the mail. */
function joined(pieces: readonly Buffer[], length: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(length)
  let at = 0
  for (const piece of pieces) {
    at += piece.copy(whole, at)
    if (piece.buffer instanceof ArrayBuffer && piece.byteLength === piece.buffer.byteLength) piece.buffer.transfer(0)
  }
  return whole
}

/** Never later than now: tools that move mailboxes copy the sender's date, and a mail of the year 2099 would stay the newest. */
function dateOf({ internalDate }: FetchMessageObject): Date {
  const now = new Date()
  const date = internalDate === undefined ? now : new Date(internalDate)
  return Number.isNaN(date.getTime()) || date > now ? now : date
}

function pagesOf(uids: readonly number[], sizes: ReadonlyMap<number, number>, care: Care): number[][] {
  const pages: number[][] = []
  let page: number[] = []
  let bytes = 0
  for (const uid of uids) {
    const size = sizes.get(uid) ?? 0
    const full = page.length === pageMails || bytes + size > pageBytes || care.has(uid) || care.has(page.at(-1) ?? 0)
    if (page.length > 0 && full) {
      pages.push(page)
      page = []
      bytes = 0
    }
    page.push(uid)
    bytes += size
  }
  return page.length > 0 ? [...pages, page] : pages
}

/** `1,2,3,7` as `1:3,7`: a page of neighbours stays a short command. */
export function rangesOf(uids: readonly number[]): string {
  const ranges: { first: number; last: number }[] = []
  for (const uid of uids) {
    const range = ranges.at(-1)
    if (range && range.last + 1 === uid) range.last = uid
    else ranges.push({ first: uid, last: uid })
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}:${last}`)).join(',')
}
