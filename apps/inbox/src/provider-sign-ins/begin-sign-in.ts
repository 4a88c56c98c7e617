/** An admin goes to the provider's pages: what has to be known when they come back is kept here, bound to their session. */
import { createHash } from 'node:crypto'
import type { SignInSubject } from '@cordboard/api-contract/provider-sign-ins'
import { sql } from 'kysely'
import { type AccountRefusal, checkSettings } from '../accounts/create-account.ts'
import { findAccount } from '../accounts/list-accounts.ts'
import { joinSettings, splitSettings } from '../accounts/settings.ts'
import { storedSettings, type ToVerify, typedSettings, type VerifyContext } from '../accounts/verify-account.ts'
import { hashToken, makeToken } from '../agents/one-time-token.ts'
import { channelOf } from '../context.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdIn } from '../http/row-id.ts'
import { openSignIn, sealedRow, type SealedSignIn } from './sealed-sign-in.ts'

const validMinutes = 10

type Asked = ToVerify & { ok: true; name: string }
type Begun = { sessionId: string; redirectUri: string }

/** Resolves to the page to open. `state` goes to the provider; only its hash stays here, and the PKCE verifier never leaves. */
export async function beginSignIn(
  ctx: VerifyContext,
  subject: SignInSubject,
  { sessionId, redirectUri }: Begun,
): Promise<{ ok: true; url: string } | AccountRefusal> {
  const asked = await askedFor(ctx, subject, sessionId)
  if (!asked.ok) return asked
  const { channel, settings, accountId, name } = asked
  const [state, codeVerifier] = [makeToken(), makeToken()]
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  const url = channel.oauth?.begin(settings, { redirectUri, state, codeChallenge }) ?? null
  if (url === null) {
    const message = 'These settings do not sign in at a provider; choose that way of signing in first.'
    return { ok: false, code: 'invalid_settings', field: 'settings', message }
  }
  const sealed: SealedSignIn = { settings: settings as SealedSignIn['settings'], codeVerifier, redirectUri }
  await ctx.db
    .insertInto('provider_sign_ins')
    .values({
      state_hash: hashToken(state),
      session_id: sessionId,
      channel: channel.id,
      account_id: accountId,
      account_name: name,
      sealed: ctx.secrets.seal(JSON.stringify(sealed), sealedRow(hashToken(state))),
      expires_at: sql<Date>`now() + make_interval(mins => ${validMinutes})`,
    })
    .execute()
  return { ok: true, url }
}

async function askedFor(
  ctx: VerifyContext,
  subject: SignInSubject,
  sessionId: string,
): Promise<Asked | AccountRefusal> {
  switch (subject.for) {
    case 'new_account': {
      const { channel, name, settings } = subject
      if (channelOf(ctx, channel)?.offered === false) throw notFound('channel')
      const typed = await typedSettings(ctx, { channel, settings, accountId: null })
      return typed.ok ? { ...typed, name } : typed
    }
    case 'account': {
      const accountId = rowIdIn('accountId', subject.accountId)
      const { channel, name } = await findAccount(ctx.db, accountId)
      const found = subject.settings
        ? await typedSettings(ctx, { channel, settings: subject.settings, accountId })
        : await storedSettings(ctx, accountId)
      return found.ok ? { ...found, name } : found
    }
    case 'again':
      return askedBefore(ctx, { ...subject, signInId: rowIdIn('signInId', subject.signInId) }, sessionId)
  }
}

async function askedBefore(
  ctx: VerifyContext,
  { signInId, settings: corrected }: Extract<SignInSubject, { for: 'again' }>,
  sessionId: string,
): Promise<Asked | AccountRefusal> {
  const row = await ctx.db
    .selectFrom('provider_sign_ins')
    .selectAll()
    .where('id', '=', signInId)
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  const channel = row && channelOf(ctx, row.channel)
  if (!row || !channel) throw notFound('sign-in')
  const { settings } = openSignIn(ctx, row)
  const { secrets } = splitSettings(settings, channel.secretFields)
  const checked = checkSettings(channel, corrected ? joinSettings(corrected, secrets) : settings)
  if (!checked.ok) return checked
  return { ...checked, channel, accountId: row.account_id, name: row.account_name }
}
