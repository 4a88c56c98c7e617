/** What the line of a held account may ask of the world, and how it says how the account stands. */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { Cursor } from '@cordboard/core/channel/channel'
import type { Account } from '../accounts/load-account.ts'
import { type Host, openHost } from '../accounts/open-host.ts'
import type { Context } from '../context.ts'
import type { AccountRows } from './account-rows.ts'

export interface HoldingHost extends Host {
  /** At the end of the line. Resolves when every state it reported is stored. */
  settled(): Promise<void>
}

/** `cursor` is the position where it is known already; only the holder moves it. */
type Held = { epoch: string; rows: AccountRows; cursor: Cursor | null | undefined }

export function holdHost(ctx: Context, account: Account, { epoch, rows, cursor }: Held): HoldingHost {
  const host = openHost(ctx, account, { epoch })
  const accountId = account.id
  let reports: Promise<void> = Promise.resolve()
  let last: AccountState | null = null
  let known = cursor

  async function report(state: AccountState): Promise<void> {
    try {
      await rows.report({ accountId, epoch, state })
    } catch (error) {
      last = null
      host.log.warn({ error: String(error) }, 'account_state_not_stored')
    }
  }

  return {
    ...host,
    async accept(batch, moved) {
      // "Connected" ends the first sync: a message accepted after it must not be taken for history.
      await reports
      if (batch.length === 0 && moved !== undefined) await rows.move(accountId, epoch, moved)
      else await host.accept(batch, moved)
    },
    async loadCursor() {
      const position = known === undefined ? await host.loadCursor() : known
      // A line that begins anew looks at the row again.
      known = undefined
      return position
    },
    reportState(state) {
      if (last !== null && isSame(last, state)) return rows.stillHolds({ accountId, epoch, state })
      last = state
      reports = reports.then(() => report(state))
    },
    settled() {
      rows.ends({ accountId, epoch })
      return reports
    },
  }
}

function isSame(one: AccountState, other: AccountState): boolean {
  // Progress is told in steps, which the row knows.
  return (
    one.state !== 'syncing' &&
    one.state === other.state &&
    one.detail === other.detail &&
    one.nextAction === other.nextAction
  )
}
