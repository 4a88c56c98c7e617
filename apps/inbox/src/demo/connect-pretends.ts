import { createAccount } from '../accounts/create-account.ts'
import { updateAccount } from '../accounts/update-account.ts'
import type { Context } from '../context.ts'
import type { Pretend } from './start-pretends.ts'

/** Leads the demo's account of each channel to where its provider answers at this start, and makes it where there is none. */
export async function connectPretends(ctx: Context, pretends: readonly Pretend[]): Promise<void> {
  for (const { channel, provider } of pretends) {
    const id = await accountOf(ctx, channel.id)
    const { settings, accountName: name } = provider
    const connected =
      id === null
        ? await createAccount(ctx, { channel: channel.id, name, settings, actorAgentId: null, demo: true })
        : await updateAccount(ctx, { id, settings, enabled: true, actorAgentId: null })
    if (!connected.ok) throw new Error(`The demo’s ${channel.label} cannot be connected: ${connected.message}`)
  }
}

async function accountOf({ db }: Context, channel: string): Promise<string | null> {
  const found = await db
    .selectFrom('channel_accounts')
    .select('id')
    .where('demo', '=', true)
    .where('channel', '=', channel)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .executeTakeFirst()
  return found?.id ?? null
}
