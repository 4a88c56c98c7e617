/** Live connections by which this process sends: one an account, made on first use, closed when idle or when settings change. */
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import { type Account, loadAccount } from '../accounts/load-account.ts'
import { openHost } from '../accounts/open-host.ts'
import type { Context } from '../context.ts'

export type Sending = { account: Account; connection: ChannelConnection }

/**
 * At most so many hand-overs of one account at a time, so that a provider that takes half a minute for each cannot occupy every
 * worker while other accounts wait.
 */
const mostPerAccount = 4
const idleMs = 60_000

/** `opening` resolves to `null` for an account that was removed. */
type Entry = { revision: number; opening: Promise<Sending | null>; inUse: number; idleSince: number }

export class SendingConnections implements AsyncDisposable {
  readonly #ctx: Context
  readonly #entries = new Map<string, Entry>()
  readonly #closing = new Set<Promise<void>>()
  readonly #tidying: NodeJS.Timeout

  constructor(ctx: Context) {
    this.#ctx = ctx
    this.#tidying = setInterval(() => this.#closeIdle(), idleMs / 2)
  }

  /**
   * Lends the account's connection. `busy` when the account has its share already, `null` when it was removed. Throws
   * `AccountUnusable` or `ChannelError` when it cannot be opened, and whatever `work` throws.
   */
  async use<T>(
    accountId: string,
    revision: number,
    work: (sending: Sending) => Promise<T>,
  ): Promise<{ done: T } | 'busy' | null> {
    const entry = this.#entryOf(accountId, revision)
    if (entry.inUse >= mostPerAccount) return 'busy'
    entry.inUse += 1
    try {
      const sending = await entry.opening.catch((error: unknown) => {
        this.#forget(accountId, entry)
        throw error
      })
      if (sending !== null) return { done: await work(sending) }
      this.#forget(accountId, entry)
      return null
    } finally {
      entry.inUse -= 1
      entry.idleSince = Date.now()
      // Replaced by newer settings while it was in use.
      if (entry.inUse === 0 && this.#entries.get(accountId) !== entry) this.#close(accountId, entry)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#tidying)
    for (const [id, entry] of this.#entries) this.#close(id, entry)
    await Promise.all(this.#closing)
  }

  #entryOf(id: string, revision: number): Entry {
    const known = this.#entries.get(id)
    if (known?.revision === revision) return known
    const entry: Entry = { revision, opening: open(this.#ctx, id), inUse: 0, idleSince: Date.now() }
    this.#entries.set(id, entry)
    if (known && known.inUse === 0) this.#close(id, known)
    return entry
  }

  #closeIdle(): void {
    for (const [id, entry] of this.#entries) {
      if (entry.inUse === 0 && Date.now() - entry.idleSince > idleMs) this.#close(id, entry)
    }
  }

  #close(id: string, entry: Entry): void {
    this.#forget(id, entry)
    const closed = entry.opening
      .then((sending) => sending?.connection[Symbol.asyncDispose]())
      .catch((error: unknown) =>
        this.#ctx.log.warn({ accountId: id, error: String(error) }, 'sending_connection_broken'),
      )
      .finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }

  #forget(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
  }
}

async function open(ctx: Context, id: string): Promise<Sending | null> {
  const account = await loadAccount(ctx, id)
  if (account === null) return null
  return {
    account,
    connection: await account.channel.connect(account.settings, openHost(ctx, account, { epoch: null })),
  }
}
