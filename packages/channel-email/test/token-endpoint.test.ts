/** The token endpoint over TLS, whose certificate must name whom the settings name. */
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askForTokens } from '../src/token-endpoint.ts'

const certificate = selfSignedCertificate()
const server = createServer(certificate, (_, response) =>
  response.end(JSON.stringify({ access_token: 'fresh', expires_in: 60 })),
)

beforeEach(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterEach(() => once(server.close(), 'close'))

function ask(name: string) {
  const { port } = server.address() as AddressInfo
  const tokenUrl = `https://${name}:${port}/token`
  const urls = { authorizeUrl: tokenUrl, tokenUrl, scope: 'mail', ca: certificate.cert }
  const host = { resolveHost: async () => ({ address: '127.0.0.1', family: 4 as const }) }
  const grant = { grant_type: 'refresh_token', refresh_token: 'old' } as const
  return askForTokens({ provider: 'custom', clientId: 'desk', ...urls }, grant, host, AbortSignal.timeout(10_000))
}

it.each(['localhost', '127.0.0.1'])('answers under %s', async (name) => {
  expect(await ask(name)).toMatchObject({ accessToken: 'fresh' })
})

it('is told nothing where its certificate names somebody else', async () => {
  await expect(ask('tokens.example')).rejects.toMatchObject({
    kind: 'transient',
    technical: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
})
