import type { z } from 'zod'
import { type AnyChannel, channelOf, type Context } from '../context.ts'
import { say } from '../sentences.ts'
import { announceAccount } from './announce-account.ts'
import { storeSettings } from './store-settings.ts'
import { storedState } from './stored-state.ts'

export type AccountRefusal = {
  ok: false
  code: 'unknown_channel' | 'invalid_settings' | 'another_identity' | 'not_found'
  /** One sentence. */
  message: string
  /** Dotted path of the setting, such as `settings.imap.host`. */
  field?: string
}

export type NewAccount = {
  channel: string
  name: string
  settings: Record<string, unknown>
  actorAgentId: string | null
  /** Made by the desk for its demo, and removed with it. */
  demo?: boolean
}

/** Stores a new account; a listener picks it up at once. */
export async function createAccount(
  ctx: Pick<Context, 'db' | 'secrets' | 'channels'>,
  { channel: channelId, name, settings, actorAgentId, demo = false }: NewAccount,
): Promise<{ ok: true; id: string } | AccountRefusal> {
  const channel = channelOf(ctx, channelId)
  if (!channel || (channel.offered === false && !demo))
    return { ok: false, code: 'unknown_channel', field: 'channel', message: `There is no channel “${channelId}”.` }
  const checked = checkSettings(channel, settings)
  if (!checked.ok) return checked
  return ctx.db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto('channel_accounts')
      .values({ channel: channelId, name, demo, settings: '{}', ...storedState(say('connecting_first')) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await storeSettings(tx, { id, channel, settings: checked.settings }, { secrets: ctx.secrets, bumps: false })
    await announceAccount(tx, id, actorAgentId)
    return { ok: true, id } as const
  })
}

/** What a channel's schema says of settings; the first problem in words. */
export function checkSettings(channel: AnyChannel, settings: unknown): { ok: true; settings: object } | AccountRefusal {
  const parsed = channel.settings.safeParse(settings)
  if (parsed.success) return { ok: true, settings: parsed.data }
  const issue = parsed.error.issues[0] as z.core.$ZodIssue
  const field = ['settings', ...issue.path].join('.')
  return { ok: false, code: 'invalid_settings', field, message: issue.message }
}
