/** What of a sign-in under way is sealed: the settings as they were typed, and the PKCE verifier. */
import type { Context } from '../context.ts'

export type SealedSignIn = { settings: Record<string, unknown>; codeVerifier: string; redirectUri: string }

export function sealedRow(stateHash: Buffer): string {
  return `provider_sign_ins:${stateHash.toString('hex')}`
}

export function openSignIn(
  { secrets }: Pick<Context, 'secrets'>,
  row: { state_hash: Buffer; sealed: Buffer },
): SealedSignIn {
  return JSON.parse(secrets.open(row.sealed, sealedRow(row.state_hash))) as SealedSignIn
}
