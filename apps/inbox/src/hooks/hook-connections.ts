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
      if (!account?.enabled || account.channel.id !== channel) {
        await drop(accountId)
        return null
      }
      if (kept.get(accountId)?.revision !== account.revision) {
        await drop(accountId)
        const host = openHost(context, account, { epoch: null })
        kept.set(accountId, { revision: account.revision, connection: account.channel.connect(account.settings, host) })
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
