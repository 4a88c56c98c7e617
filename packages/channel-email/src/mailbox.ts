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
type Fetched = { rows: readonly FetchMessageObject[]; refused: readonly number[] }

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
    return found ? found.toSorted((a, b) => a - b) : []
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
  async *pages(uids: readonly number[]): AsyncGenerator<MailPage> {
    for (let start = 0; start < uids.length; start += headsPerCommand) {
      const part = uids.slice(start, start + headsPerCommand)
      const plan = part.length <= fewMails ? [part] : pagesOf(part, await this.#sizes(part))
      let next = this.#fetchAhead(plan[0])
      for (const [index, page] of plan.entries()) {
        const fetched = await next
        const complete = fetched.rows.every((row) => !isCut(row))
        // A cut row asks for more on the same connection: what is fetched ahead would only stand in its way.
        if (complete) next = this.#fetchAhead(plan[index + 1])
        yield* this.#bounded(fetched, page)
        if (!complete) next = this.#fetchAhead(plan[index + 1])
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

  async #sizes(uids: readonly number[]): Promise<Map<number, number>> {
    const heads = await this.#ask(() =>
      this.#link.client.fetchAll(rangesOf(uids), { uid: true, size: true }, { uid: true }),
    )
    return new Map(heads.map((head) => [head.uid, head.size ?? 0]))
  }

  #fetchAhead(page: readonly number[] | undefined): Promise<Fetched> {
    const fetched = page === undefined ? Promise.resolve({ rows: [], refused: [] }) : this.#fetch(rangesOf(page))
    // Whoever asked may have failed to store the page before; then nobody waits for this one.
    fetched.catch(() => undefined)
    return fetched
  }

  /** One mail the server cannot read must not hold up the others: a refused range is asked for in halves. */
  async #fetch(range: string): Promise<Fetched> {
    const query = { uid: true, internalDate: true, source: { start: 0, maxLength: pieceBytes } }
    try {
      const rows = await this.#link.client.fetchAll(range, query, { uid: true })
      return { rows: rows.toSorted((a, b) => a.uid - b.uid), refused: [] }
    } catch (error) {
      if (!isRefusal(error)) throw this.#lost(error)
    }
    const uids = await this.uids(range)
    if (uids.length <= 1) return { rows: [], refused: uids }
    const half = Math.ceil(uids.length / 2)
    const first = await this.#fetch(rangesOf(uids.slice(0, half)))
    const second = await this.#fetch(rangesOf(uids.slice(half)))
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
      const answer = await this.#ask(() => this.#link.client.fetchOne(String(row.uid), query, { uid: true }))
      if (!answer || answer.source === undefined) return null
      pieces.push(answer.source)
      length += answer.source.length
      more = isCut(answer)
    }
    return Buffer.concat(pieces, length)
  }

  async #ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command()
    } catch (error) {
      throw this.#lost(error)
    }
  }

  #lost(error: unknown): ChannelError {
    const code = responseCodeOf(error)
    const told = error instanceof Error && code !== null ? Object.assign(error, { serverResponseCode: code }) : error
    return toChannelError(this.#link.lostTo() ?? told, 'imap', this.#settings)
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseStatus' in error) || error.responseStatus !== 'NO') return false
  return !passing.has(responseCodeOf(error) ?? '')
}

function isCut({ source }: FetchMessageObject): boolean {
  return source?.length === pieceBytes
}

function dateOf({ internalDate }: FetchMessageObject): Date {
  const date = internalDate === undefined ? new Date() : new Date(internalDate)
  return Number.isNaN(date.getTime()) ? new Date() : date
}

function pagesOf(uids: readonly number[], sizes: ReadonlyMap<number, number>): number[][] {
  const pages: number[][] = []
  let page: number[] = []
  let bytes = 0
  for (const uid of uids) {
    const size = sizes.get(uid) ?? 0
    if (page.length === pageMails || (page.length > 0 && bytes + size > pageBytes)) {
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
