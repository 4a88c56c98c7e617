/** Connections for providers that call us: opened at the first call, kept until the account's settings change. */
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import { loadAccount } from '../accounts/load-account.ts'
import { openHost } from '../accounts/open-host.ts'
import type { Context } from '../context.ts'

type Kept = { revision: number; connection: Promise<ChannelConnection> }

export interface HookConnections extends AsyncDisposable {
  /** `null` when there is no such account, it is paused, or its channel takes no calls. */
  find(channel: string, accountId: string): Promise<ChannelConnection | null>
}

export function openHookConnections(context: Context): HookConnections {
  const kept = new Map<string, Kept>()
  async function drop(accountId: string): Promise<void> {
    const old = kept.get(accountId)
    kept.delete(accountId)
    const connection = await old?.connection.catch(() => null)
    await connection?.[Symbol.asyncDispose]()
  }
  return {
    async find(channel, accountId) {
      const account = await loadAccount(context, accountId)
      if (!account?.enabled) {
        await drop(accountId)
        return null
      }
      // Anybody may ask for this; it ends nothing.
      if (account.channel.id !== channel) return null
      if (kept.get(accountId)?.revision !== account.revision) {
        const dropped = drop(accountId)
        // In its place before anything is waited for, or two calls at once would open one each.
        const host = openHost(context, account, { epoch: null })
        kept.set(accountId, { revision: account.revision, connection: account.channel.connect(account.settings, host) })
        await dropped
      }
      try {
        const connection = await kept.get(accountId)?.connection
        return connection?.handleWebhook ? connection : null
      } catch (error) {
        await drop(accountId)
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...kept.keys()].map(drop))
    },
  }
}
