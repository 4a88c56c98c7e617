/** Promises of a channel whose provider lets an admin sign in on its own pages. */
import assert from 'node:assert/strict'
import { item, type ContractItem } from './item.ts'
import { leaksOf } from './secrets.ts'

const request = {
  redirectUri: 'https://desk.example.com/oauth/callback',
  state: 'a-state-of-the-desk',
  codeChallenge: 'a-challenge-of-the-desk',
}

export const signingInItems: readonly ContractItem[] = [
  item(
    'sends an admin to the provider’s pages with our state and challenge, and with no secret',
    async ({ definition, settings, subject }) => {
      const { oauth } = definition
      assert.ok(oauth && subject.providerSignIn)
      const { settings: typed, secrets } = subject.providerSignIn
      const page = oauth.begin(definition.settings.parse(typed), request)
      const asked = new URL(page ?? '').searchParams
      assert.equal(asked.get('state'), request.state)
      assert.equal(asked.get('redirect_uri'), request.redirectUri)
      assert.equal(asked.get('code_challenge'), request.codeChallenge)
      assert.equal(asked.get('code_challenge_method'), 'S256')
      assert.deepEqual(leaksOf(secrets, page), [])
      assert.equal(oauth.begin(definition.settings.parse(typed), request), page)
      assert.equal(
        oauth.begin(settings, request),
        null,
        'settings with credentials of their own need no provider’s page',
      )
    },
    ({ providerSignIn }) => providerSignIn !== undefined,
  ),
]
