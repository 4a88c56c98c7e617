/** What the lines of a listener write about their accounts, gathered: hundreds that connect at once would wait for each other's commits. */
import type { Cursor } from '@cordboard/core/channel/channel'
import { reportState, reportStates, type StateReport } from '../accounts/report-state.ts'
import type { Context } from '../context.ts'
import { accept } from '../ledger/accept.ts'
import { type CursorMove, moveCursors } from '../ledger/move-cursors.ts'
import { Gathered } from './gathered.ts'

/** Well within the minutes after which an account counts as silent. */
const usualSignsMs = 20_000

type Said = StateReport | { sign: StateReport }

export class AccountRows implements Disposable {
  readonly #reports: Gathered<Said>
  readonly #moves: Gathered<CursorMove>
  /** Signs of life not yet written, by account and lease. */
  readonly #signs = new Map<string, StateReport>()
  readonly #signsOfLifeMs: number
  #timer: NodeJS.Timeout | null = null

  constructor(ctx: Context, { signsOfLifeMs = usualSignsMs } = {}) {
    this.#signsOfLifeMs = signsOfLifeMs
    this.#reports = new Gathered({
      async together(asked) {
        // A sign of life and what came after it: the later one is what is true.
        const latest = new Map(asked.map(reportIn).map((one) => [keyOf(one), one]))
        const seen = await reportStates(ctx.pool, [...latest.values()])
        return new Set(asked.filter((one) => seen.has(reportIn(one).accountId)))
      },
      async alone(one) {
        // Whoever has the row locked writes something newer of it; another sign of life follows.
        if (!('sign' in one)) await reportState(ctx, one.accountId, one.state, one)
      },
    })
    this.#moves = new Gathered({
      together: (moves) => moveCursors(ctx.pool, moves),
      alone: ({ accountId, epoch, cursor }) => accept(ctx, { accountId, epoch }, [], cursor),
    })
  }

  /** Stored when it resolves. Reports of one account are written in the order they are awaited. */
  async report(report: StateReport): Promise<void> {
    this.#signs.delete(keyOf(report))
    await this.#reports.do(report)
  }

  /** What was reported last still holds: written within seconds, unless something else is reported before. */
  stillHolds(report: StateReport): void {
    this.#signs.set(keyOf(report), report)
    this.#timer ??= setTimeout(() => this.#writeSigns(), this.#signsOfLifeMs).unref()
  }

  /** The line has ended: it gives no sign of life any more. */
  ends(hold: Pick<StateReport, 'accountId' | 'epoch'>): void {
    this.#signs.delete(keyOf(hold))
  }

  /** Stored when it resolves. Rejects with `LeaseLost` when another process holds the account. */
  move(accountId: string, epoch: string, cursor: Cursor): Promise<void> {
    return this.#moves.do({ accountId, epoch, cursor })
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  #writeSigns(): void {
    this.#timer = null
    const signs = [...this.#signs.values()]
    this.#signs.clear()
    for (const sign of signs) this.#reports.do({ sign }).catch(() => undefined)
  }
}

function keyOf({ accountId, epoch }: Pick<StateReport, 'accountId' | 'epoch'>): string {
  return `${accountId}:${epoch}`
}

function reportIn(said: Said): StateReport {
  return 'sign' in said ? said.sign : said
}
