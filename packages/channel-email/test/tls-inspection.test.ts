import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { expect, it } from 'vitest'
import { dial } from '../src/dial.ts'
import { inspectTls } from '../src/tls-inspection.ts'
import { rawServer, speaking } from './raw-server.ts'
import { settingsFor } from './support-account.ts'

async function inspect(port: number, security: 'tls' | 'starttls', speaks: 'imap' | 'smtp') {
  const server = { ...settingsFor({}).smtp, port, security }
  const signal = new AbortController().signal
  return inspectTls(await dial(server, new RecordingHost(), signal), server, speaks, signal)
}

it.each(['tls', 'starttls'] as const)('says at once that a server closed the connection, by %s', async (security) => {
  await using server = await rawServer((socket) => socket.end())
  await expect(inspect(server.port, security, 'imap')).rejects.toMatchObject({ code: 'ECONNRESET' })
})

it.each(['tls', 'starttls'] as const)('survives a server that resets the connection, by %s', async (security) => {
  await using server = await rawServer((socket) => socket.resetAndDestroy())
  await expect(inspect(server.port, security, 'smtp')).rejects.toMatchObject({
    code: expect.stringMatching(/ECONNRESET|EPIPE/),
  })
})

it.each([
  ['imap', '* OK ready', [[/STARTTLS/, 'a BAD what?']]],
  [
    'smtp',
    '220 ready',
    [
      [/EHLO/, '250 hi'],
      [/STARTTLS/, '502 no'],
    ],
  ],
] as const)('says that STARTTLS is refused, by %s', async (speaks, greeting, answers) => {
  await using server = await rawServer(speaking(greeting, answers))
  await expect(inspect(server.port, 'starttls', speaks)).rejects.toMatchObject({ code: 'ETLS' })
})

it('names the last day of a certificate in no language', async () => {
  const server = createServer(selfSignedCertificate(), (socket) => socket.on('error', () => {}))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const { expires, distrust } = await inspect((server.address() as AddressInfo).port, 'tls', 'imap')
    expect(expires).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(distrust).not.toBeNull()
  } finally {
    server.close()
  }
})
