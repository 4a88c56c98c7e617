/** An admin comes back from the provider's pages: the code is exchanged and the account connected, or it is written down why not. */
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { type AccountRefusal, createAccount } from '../accounts/create-account.ts'
import { resolveHost } from '../accounts/resolve-host.ts'
import { updateAccount } from '../accounts/update-account.ts'
import { hashToken } from '../agents/one-time-token.ts'
import { channelOf, type Context } from '../context.ts'
import type { SignInFailure } from '../db/tables.ts'
import { say } from '../sentences.ts'
import { openSignIn } from './sealed-sign-in.ts'
import { sql } from 'kysely'

/** What the provider put into the address it sent the browser to. */
export type ProviderAnswer = { state: string; code: string | null; error: string | null }
type Caller = { sessionId: string; agentId: string }
type Row = {
  id: string
  state_hash: Buffer
  channel: string
  account_id: string | null
  account_name: string
  sealed: Buffer
}

const exchangeLimitMs = 20_000
const longestAnswer = 64

/** `signInId` is `null` where no open sign-in of this session has that state: forged, used, expired, or somebody else’s. */
export async function endSignIn(
  ctx: Context,
  answer: ProviderAnswer,
  caller: Caller,
): Promise<{ ok: true; accountId: string } | { ok: false; signInId: string | null }> {
  const row = await claim(ctx, answer.state, caller.sessionId)
  if (!row) {
    ctx.log.warn({ agentId: caller.agentId }, 'provider_sign_in_unknown')
    return { ok: false, signInId: null }
  }
  const ended = await connect(ctx, row, { answer, agentId: caller.agentId })
  const { id: signInId } = row
  if ('accountId' in ended) {
    await ctx.db.deleteFrom('provider_sign_ins').where('id', '=', signInId).execute()
    ctx.log.info({ signInId, accountId: ended.accountId }, 'provider_sign_in_ended')
    return { ok: true, accountId: ended.accountId }
  }
  const failure = JSON.stringify(ended)
  await ctx.db.updateTable('provider_sign_ins').set({ failure }).where('id', '=', signInId).execute()
  ctx.log.warn({ signInId, sentence: ended.sentence?.code, technical: ended.technical }, 'provider_sign_in_failed')
  return { ok: false, signInId }
}

/** One statement: of two that come with the same state, one finds it. */
async function claim({ db }: Context, state: string, sessionId: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    update provider_sign_ins set answered_at = now()
    where state_hash = ${hashToken(state)} and session_id = ${sessionId} and answered_at is null and expires_at > now()
    returning id, state_hash, channel, account_id, account_name, sealed`.execute(db)
  return rows[0]
}

async function connect(
  ctx: Context,
  row: Row,
  { answer, agentId }: { answer: ProviderAnswer; agentId: string },
): Promise<{ accountId: string } | SignInFailure> {
  if (answer.error === 'access_denied') return failed(say('sign_in_denied'))
  if (answer.error !== null) return failed(say('sign_in_answered', { answer: spelled(answer.error) }))
  if (answer.code === null) return failed(say('sign_in_without_code'))
  const channel = channelOf(ctx, row.channel)
  if (!channel?.oauth) return failed(say('channel_missing', { channel: row.channel }))
  const { settings, codeVerifier, redirectUri } = openSignIn(ctx, row)
  const host = { resolveHost: (name: string) => resolveHost(name, ctx.allowPrivateHosts), log: ctx.log }
  try {
    // Not the request's own signal: a code serves once, so its exchange is not left halfway by a browser that goes away.
    const signal = AbortSignal.timeout(exchangeLimitMs)
    const patch = await channel.oauth.finish(settings, { code: answer.code, codeVerifier, redirectUri }, host, signal)
    return await store(ctx, row, { settings: { ...settings, ...patch }, agentId })
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { detail: error.message, sentence: error.sentence, technical: error.technical }
  }
}

async function store(
  ctx: Context,
  { account_id: id, channel, account_name: name }: Row,
  { settings, agentId }: { settings: Record<string, unknown>; agentId: string },
): Promise<{ accountId: string } | SignInFailure> {
  const stored: { ok: true; id: string } | AccountRefusal =
    id === null
      ? await createAccount(ctx, { channel, name, settings, actorAgentId: agentId })
      : withId(id, await updateAccount(ctx, { id, settings, actorAgentId: agentId }))
  return stored.ok ? { accountId: stored.id } : { detail: stored.message, sentence: null, technical: null }
}

function withId(id: string, updated: { ok: true } | AccountRefusal): { ok: true; id: string } | AccountRefusal {
  return updated.ok ? { ok: true, id } : updated
}

function failed(sentence: Sentence): SignInFailure {
  return { ...detailOf(sentence), technical: null }
}

/** Anybody can write this into an address, but only the admin who holds the state sees it; it is a code, or nothing. */
function spelled(error: string): string {
  return /^[\w.-]+$/.test(error) ? error.slice(0, longestAnswer) : '–'
}
