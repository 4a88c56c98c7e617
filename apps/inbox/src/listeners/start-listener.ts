/** The listener role: holds its fair part of all accounts, takes over what others leave, gives back what is too much. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { accountsChannel } from '../accounts/announce-account.ts'
import type { Context } from '../context.ts'
import { listen } from '../realtime/listen.ts'
import { AccountRows } from './account-rows.ts'
import { DialGate } from './dial-gate.ts'
import { holdAccount } from './hold-account.ts'
import {
  fairShare,
  type Lease,
  leaseMs,
  releaseLease,
  renewLeases,
  sayGoodbye,
  takeLeases,
  type TakenLease,
} from './lease.ts'

const beatMs = leaseMs / 3
const gatherMs = 20
/** A line that has not ended by then is left behind: whoever takes the account next fences it off. */
const letGoLimitMs = 4_000

type Hold = { lease: Lease; stop: AbortController; ended: Promise<void>; renewedAt: number }

export interface RunningListener extends AsyncDisposable {
  /** Since its last beat that succeeded. */
  silentMs(): number
}

/** Disposing closes all lines and lets other listeners take them at once. */
export async function startListener(ctx: Context): Promise<RunningListener> {
  const listener = new Listener(ctx)
  const listening = await listen({
    url: ctx.databaseUrl,
    channel: accountsChannel,
    onNotify: (accountId) => listener.lookSoon(accountId),
    onConnect: () => listener.beatNow(),
    log: ctx.log,
  })
  const timer = setInterval(() => listener.beatNow(), beatMs)
  return {
    silentMs: () => performance.now() - listener.beatenAt,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await listening[Symbol.asyncDispose]()
      await listener.stop()
    },
  }
}

class Listener {
  beatenAt = performance.now()
  readonly #ctx: Context
  readonly #id = `listener-${randomUUID()}`
  readonly #gate = new DialGate()
  readonly #rows: AccountRows
  readonly #holds = new Map<string, Hold>()
  readonly #ending = new Set<Promise<void>>()
  #beating: Promise<void> | null = null
  #again = false
  /** Whose leases the next beat looks at. */
  #due: 'all' | Set<string> = new Set()
  #stopped = false
  #gathering: NodeJS.Timeout | null = null

  constructor(ctx: Context) {
    this.#ctx = ctx
    this.#rows = new AccountRows(ctx)
  }

  /** An account was made or changed. Whoever changes many in a row causes one beat for many of them. */
  lookSoon(accountId: string): void {
    if (this.#due !== 'all') this.#due.add(accountId)
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null
      this.#look()
    }, gatherMs)
  }

  /** Renews every lease. */
  beatNow(): void {
    this.#due = 'all'
    this.#look()
  }

  /** One beat at a time; a call during a beat means another one after it. */
  #look(): void {
    if (this.#stopped) return
    if (this.#beating) {
      this.#again = true
      return
    }
    this.#beating = this.#beat()
      .catch((error: unknown) => {
        this.#ctx.log.warn({ error: String(error) }, 'listener_beat_failed')
        this.#dropExpired()
      })
      .finally(() => {
        this.#beating = null
        if (!this.#again) return
        this.#again = false
        this.#look()
      })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#gathering) clearTimeout(this.#gathering)
    await this.#beating
    for (const hold of this.#holds.values()) this.#letGo(hold)
    await Promise.all(this.#ending)
    this.#rows[Symbol.dispose]()
    await sayGoodbye(this.#ctx.pool, this.#id)
  }

  async #beat(): Promise<void> {
    const { pool } = this.#ctx
    const renewedAt = performance.now()
    const due = this.#takeDue()
    const leases = due.map(({ lease }) => lease)
    const renewed = new Map((await renewLeases(pool, leases)).map((lease) => [lease.accountId, lease]))
    for (const hold of due) {
      const lease = renewed.get(hold.lease.accountId)
      // New settings are dialled under a new lease: a line that does not end is fenced off like any other.
      if (lease?.revision === hold.lease.revision) hold.renewedAt = renewedAt
      else this.#letGo(hold)
    }
    const share = await fairShare(pool, this.#id)
    for (const hold of [...this.#holds.values()].slice(share)) this.#letGo(hold)
    for (const lease of await takeLeases(pool, this.#id, share - this.#holds.size)) this.#hold(lease)
    this.beatenAt = renewedAt
  }

  #takeDue(): Hold[] {
    const due = this.#due
    this.#due = new Set()
    const all = [...this.#holds.values()]
    return due === 'all' ? all : all.filter(({ lease }) => due.has(lease.accountId))
  }

  #hold(taken: TakenLease): void {
    const stop = new AbortController()
    const ended = holdAccount(this.#ctx, { lease: taken, gate: this.#gate, rows: this.#rows }, stop.signal)
    const { account: _, ...lease } = taken
    this.#holds.set(lease.accountId, { lease, stop, ended, renewedAt: performance.now() })
    this.#ctx.log.info({ accountId: lease.accountId, epoch: lease.epoch, revision: lease.revision }, 'account_held')
  }

  #letGo(hold: Hold): void {
    if (this.#holds.get(hold.lease.accountId) === hold) this.#holds.delete(hold.lease.accountId)
    hold.stop.abort()
    const ended = this.#end(hold).finally(() => this.#ending.delete(ended))
    this.#ending.add(ended)
  }

  async #end({ lease, ended }: Hold): Promise<void> {
    try {
      const leftBehind = await Promise.race([ended.then(() => false), delay(letGoLimitMs, true, { ref: false })])
      if (leftBehind) this.#ctx.log.warn({ accountId: lease.accountId }, 'account_line_left_behind')
      await releaseLease(this.#ctx.pool, lease)
      this.#ctx.log.info({ accountId: lease.accountId, epoch: lease.epoch }, 'account_let_go')
      this.#look()
    } catch (error) {
      // It ends by itself when the lease runs out.
      this.#ctx.log.warn({ accountId: lease.accountId, error: String(error) }, 'lease_not_released')
    }
  }

  /** Without the database no lease can be renewed; after its time others may hold the account, so we must not. */
  #dropExpired(): void {
    for (const hold of this.#holds.values()) if (performance.now() - hold.renewedAt > leaseMs) this.#letGo(hold)
  }
}
