import { beginSignIn } from '../../provider-sign-ins/begin-sign-in.ts'
import { endSignIn } from '../../provider-sign-ins/end-sign-in.ts'
import { findSignIn } from '../../provider-sign-ins/find-sign-in.ts'
import { oauthCallback } from '../desk-url.ts'
import type { Handler } from '../guard.ts'
import { procedures } from '../procedures.ts'
import { refuseWith } from '../refuse-with.ts'
import { requireSession } from '../require-agent.ts'

const route = procedures.providerSignIns

export const providerSignInRoutes = {
  begin: route.begin.handler(async ({ input, context: { desk, caller, request } }) => {
    const { sessionId } = requireSession(caller)
    const begun = await beginSignIn(desk, input, { sessionId, redirectUri: oauthCallback(desk, request) })
    return begun.ok ? { url: begun.url } : refuseWith(begun)
  }),
  get: route.get.handler(({ input, context: { desk, caller } }) =>
    findSignIn(desk, { id: input.id, sessionId: requireSession(caller).sessionId }),
  ),
}

/** `GET /oauth/callback`: where the provider sends the admin's browser. Always leads on to a page of the desk. */
export const getOauthCallback: Handler = async ({ desk, caller, request }) => {
  const session = requireSession(caller)
  const said = new URL(request.url).searchParams
  const answer = { state: said.get('state') ?? '', code: said.get('code'), error: said.get('error') }
  const ended = await endSignIn(desk, answer, session)
  if (ended.ok) return leadTo(`/settings/accounts/${ended.accountId}?signedIn=true`)
  return leadTo(`/settings/accounts/sign-in/${ended.signInId ?? 'unknown'}`)
}

function leadTo(path: string): Response {
  const headers = { Location: path, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }
  return new Response(null, { status: 303, headers })
}
