/** A host with the ledger's semantics in memory: unique keys, rows and cursor committed together, failures on demand. */
import { lookup } from 'node:dns/promises'
import { setImmediate } from 'node:timers/promises'
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost, Cursor, Log, RawMessage } from '@cordboard/core/channel/channel'
import type { Gap } from '@cordboard/core/channel/gap'
import { LeaseLost } from '@cordboard/core/channel/error'
import type { Renewal } from '@cordboard/core/channel/oauth'

export type LogLine = { level: keyof Log; fields: Record<string, unknown>; event: string }

/** What the next `accept` does instead of committing quietly. */
export type AcceptFault =
  /** Nothing is stored, and it rejects. */
  | 'fail'
  /** All is stored, and it rejects all the same: the process died between commit and answer. */
  | 'fail_after_commit'
  /** Another process holds the account; so it stays for this host. */
  | 'lease_lost'

const longestKey = 500
const exchangeLimitMs = 20_000

export class RecordingHost<Settings extends object> implements ChannelHost<Settings> {
  /** The ledger, in order of commit. */
  readonly rows = new Map<string, RawMessage>()
  /** Every message ever handed to `accept`, stored or not. */
  readonly offers: RawMessage[] = []
  readonly states: AccountState[] = []
  readonly gaps: Gap[] = []
  readonly logged: LogLine[] = []
  readonly savedSettings: Partial<Settings>[] = []
  /** What the account's row holds, for a channel whose credentials are renewed. */
  stored: Settings | null = null
  /** Broken rules of `accept`, as sentences. */
  readonly violations: string[] = []
  readonly log: Log
  hookUrl: string | null = null
  /** All that `countUse` was told. */
  readonly used: Record<string, number> = {}
  /** Calls of `accept` so far. */
  acceptCalls = 0
  #cursor: string | null = null
  readonly #faults = new Map<number, AcceptFault>()
  #leaseLost = false
  #renewing: Promise<unknown> = Promise.resolve()
  readonly #messageFaults: AcceptFault[] = []

  constructor() {
    const line = (level: keyof Log) => (fields: Record<string, unknown>, event: string) =>
      void this.logged.push({ level, fields, event })
    this.log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  }

  /** The `nth` call of `accept` from now on (1: the next) meets this fault; a call may carry a cursor only. */
  plan(fault: AcceptFault, nth = 1): void {
    this.#faults.set(this.acceptCalls + nth, fault)
  }

  /** So do the next calls that carry messages, `times` of them. */
  planForMessages(fault: AcceptFault, times: number): void {
    this.#messageFaults.push(...Array.from({ length: times }, () => fault))
  }

  async accept(batch: readonly RawMessage[], cursor?: Cursor): Promise<void> {
    this.acceptCalls++
    const fault = this.#faults.get(this.acceptCalls) ?? (batch.length > 0 ? this.#messageFaults.shift() : undefined)
    this.offers.push(...batch)
    this.#check(batch, cursor)
    // A commit takes a moment in which nothing is certain yet.
    await setImmediate()
    if (fault === 'lease_lost') this.#leaseLost = true
    if (this.#leaseLost) throw new LeaseLost('Another process holds this account.')
    if (fault === 'fail') throw new Error('The ledger could not be written.')
    for (const raw of batch) if (!this.rows.has(raw.key)) this.rows.set(raw.key, { ...raw, bytes: raw.bytes.slice() })
    if (cursor !== undefined) this.#cursor = JSON.stringify(cursor)
    if (fault === 'fail_after_commit') throw new Error('The answer of the ledger was lost.')
  }

  async countUse(uses: Readonly<Record<string, number>>): Promise<void> {
    for (const [item, count] of Object.entries(uses)) this.used[item] = (this.used[item] ?? 0) + count
  }

  async usedToday(): Promise<Record<string, number>> {
    return { ...this.used }
  }

  async loadCursor(): Promise<Cursor | null> {
    return this.#cursor === null ? null : (JSON.parse(this.#cursor) as Cursor)
  }

  async knownKeys(keys: readonly string[]): Promise<Set<string>> {
    return new Set(keys.filter((key) => this.rows.has(key)))
  }

  async saveSettings(patch: Partial<Settings>): Promise<void> {
    this.savedSettings.push(patch)
  }

  /** As a desk of one process does it: the settings in `stored` are the account's, and what was exchanged joins them. */
  async renewCredentials(renewal: Renewal<Settings>): Promise<Settings> {
    const turn = this.#renewing.then(async () => {
      if (this.stored === null) throw new Error('This host was given no stored settings to renew.')
      if (!renewal.isStale(this.stored)) return this.stored
      const renewed = await renewal.exchange(this.stored, AbortSignal.timeout(exchangeLimitMs))
      this.stored = { ...this.stored, ...renewed(this.stored) }
      return this.stored
    })
    this.#renewing = turn.catch(() => undefined)
    return turn
  }

  async reportGap(gap: Gap): Promise<void> {
    this.gaps.push(gap)
  }

  reportState(state: AccountState): void {
    this.states.push(state)
  }

  async resolveHost(host: string): Promise<{ address: string; family: 4 | 6 }> {
    const { address, family } = await lookup(host, { family: 4 })
    return { address, family: family === 6 ? 6 : 4 }
  }

  #check(batch: readonly RawMessage[], cursor: Cursor | undefined): void {
    const keys = batch.map(({ key }) => key)
    if (new Set(keys).size !== keys.length) this.violations.push('A batch holds the same key twice.')
    if (keys.some((key) => key === '' || key.length > longestKey))
      this.violations.push(`A key is empty or longer than ${longestKey} characters.`)
    if (batch.some(({ receivedAt }) => Number.isNaN(receivedAt.getTime())))
      this.violations.push('A message has no valid time of receipt.')
    if (cursor === undefined) return
    const stored: unknown = JSON.parse(JSON.stringify(cursor))
    if (!sameJson(stored, cursor)) this.violations.push('A cursor does not survive being stored as JSON.')
  }
}

function sameJson(stored: unknown, given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return Object.is(stored, given)
  if (typeof stored !== 'object' || stored === null || Object.getPrototypeOf(given) !== Object.getPrototypeOf(stored))
    return false
  const entries = Object.entries(given)
  return (
    entries.length === Object.keys(stored).length &&
    entries.every(([key, value]) => sameJson((stored as Record<string, unknown>)[key], value))
  )
}
