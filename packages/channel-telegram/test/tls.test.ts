/** Telegram's own server speaks TLS: the same calls through a TLS door before the pretend one. */
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TelegramSettings } from '../src/settings.ts'
import { channel, failureOf, never, openLine, type OpenLine } from './open-line.ts'

const trusted = getCACertificates('default')
afterEach(() => setDefaultCACertificates(trusted))

async function openDoor(line: OpenLine) {
  const { key, cert } = selfSignedCertificate()
  const target = new URL(line.provider.telegram.apiRoot)
  const names: (string | false | null)[] = []
  const server = createServer({ key, cert }, (socket) => {
    names.push(socket.servername)
    const inner = connect(Number(target.port), target.hostname)
    socket.pipe(inner).pipe(socket)
    for (const end of [socket, inner]) end.on('error', () => [socket, inner].map((one) => one.destroy()))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = new RecordingHost<TelegramSettings>()
  const apiRoot = `https://localhost:${(server.address() as AddressInfo).port}/`
  const connection = await channel.connect({ ...line.provider.settings(), apiRoot }, host)
  return {
    cert,
    host,
    connection,
    names,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('over TLS', () => {
  it('messages come in, words and files go out, files are fetched', async () => {
    await using line = await openLine()
    await using door = await openDoor(line)
    setDefaultCACertificates([...trusted, door.cert])
    line.bot.hears(line.provider.people[0]!, { text: 'hello' })
    const stop = new AbortController()
    const receiving = door.connection.receive!(stop.signal)
    await vi.waitFor(() => expect(door.host.rows.size).toBe(1), { timeout: 5_000 })
    const open = async () => new Blob(['content']).stream()
    const attachments = [{ fileName: 'a.txt', mediaType: 'text/plain', size: 7, contentId: null, open }]
    await door.connection.send(line.reply('words'), never)
    await door.connection.send(line.reply('', { attachments }), never)
    expect(line.bot.sent.map(({ text, file }) => [text, file?.bytes.toString()])).toEqual([
      ['words', undefined],
      ['', 'content'],
    ])
    const { file_id } = line.bot.storeFile(Buffer.from('their file'), 'documents/a')
    const stream = await door.connection.fetchAttachment!({ fileId: file_id }, never)
    expect(await new Response(stream).text()).toBe('their file')
    stop.abort()
    await receiving
    expect(new Set(door.names)).toEqual(new Set(['localhost']))
  })

  it('a certificate nobody vouches for is refused before a word is said', async () => {
    await using line = await openLine()
    await using door = await openDoor(line)
    const untrusted = { kind: 'transient', scope: 'account', sentence: { code: 'telegram.untrusted' } }
    expect(await failureOf(line, door.connection.send(line.reply('words'), never))).toMatchObject(untrusted)
    expect(await failureOf(line, door.connection.receive!(never))).toMatchObject(untrusted)
    expect(line.bot.calls).toEqual([])
  })
})
