import { hasPeer } from '@cordboard/channel-testkit/peers'
import { startDovecot, type Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import { connectImap } from '../src/imap-client.ts'
import { keepsCopies } from '../src/keep-sent.ts'
import { normalise } from '../src/normalise.ts'
import { render } from '../src/render.ts'
import type { EmailSettings } from '../src/settings.ts'
import { FakeImap } from './fake-imap.ts'
import { file, quickPace, reply, settingsFor } from './support-account.ts'

describe.skipIf(!hasPeer('dovecot'))('copies of sent replies', () => {
  const never = new AbortController().signal
  let dovecot: Dovecot
  let settings: EmailSettings
  beforeAll(async () => {
    dovecot = await startDovecot({ accounts: ['support'] })
    const imap = { host: 'localhost', port: dovecot.imapPort, ca: dovecot.ca, ...dovecot.account('support') }
    settings = { ...settingsFor({ imap }), sentCopies: 'always' }
  })
  afterAll(() => dovecot[Symbol.asyncDispose]())

  async function keep(messages: ReturnType<typeof reply>[]): Promise<string[]> {
    const kept: string[] = []
    await using connection = openConnection(settings, new RecordingHost(), quickPace)
    await connection.keepSent?.(messages, async (id) => void kept.push(id), never)
    return kept
  }

  async function copies(): Promise<Buffer[]> {
    await using link = await connectImap(settings, new RecordingHost(), never)
    await link.client.mailboxOpen('Sent', { readOnly: true })
    const found = await link.client.fetchAll('1:*', { source: true })
    return found.map(({ source }) => source ?? Buffer.alloc(0))
  }

  it('stand in the Sent folder once, however often they are asked for, whole and without the blind ones', async () => {
    await using link = await connectImap(settings, new RecordingHost(), never)
    await link.client.mailboxCreate('Sent').catch(() => undefined)
    const files = [file('a.bin', 'application/zip', new Uint8Array(200_000).fill(7))]
    const one = reply({ cc: ['c@x.test'], bcc: ['blind@x.test'] }, { id: '1', attachments: files })
    const two = reply({}, { id: '2' })
    expect(await keep([one, two])).toEqual(['1', '2'])
    expect(await keep([one, two])).toEqual(['1', '2'])
    const found = await copies()
    expect(found).toHaveLength(2)
    const mail = await simpleParser(found[0] ?? '')
    expect(mail.messageId).toBe(one.envelope.externalId)
    expect(mail.attachments[0]?.content).toHaveLength(200_000)
    expect(found[0]?.toString()).toContain('c@x.test')
    expect(found[0]?.toString()).not.toContain('blind@')
  })

  it('are known for our own words when the desk reads that folder, signature and all', async () => {
    const { text, html } = render('Hello 你好,\n\n- one\n- two', '**Anna**\nSupport')
    await keep([reply({}, { id: '9', body: { text, html } })])
    const raw = (await copies()).at(-1) ?? Buffer.alloc(0)
    const [event] = await normalise(
      { bytes: raw, mediaType: 'message/rfc822', key: '1', receivedAt: new Date() },
      { keys: [settings.address], displayName: null },
    )
    if (event?.kind !== 'own_message') throw new Error(`Taken for ${event?.kind}.`)
    const inked = (words: string) => words.replace(/\s+/g, '')
    expect(inked(event.otherwise.body.text)).toBe(inked(text))
  })

  it('are not added beside one that carries the id the server gave', async () => {
    const before = (await copies()).length
    const replaced = reply({}, { id: '3' })
    await keep([replaced])
    await keep([reply({}, { id: '3', providerIds: [replaced.envelope.externalId ?? ''] })])
    expect(await copies()).toHaveLength(before + 1)
  })

  it('prove that a reply without an answer went out, by either of its ids', async () => {
    await using connection = openConnection(settings, new RecordingHost(), quickPace)
    const lost = reply({}, { id: '4' })
    expect(await connection.findSent?.(lost, never)).toBeNull()
    await keep([lost])
    expect(await connection.findSent?.(lost, never)).toBe(lost.envelope.externalId)
    const byServer = reply({}, { providerIds: [lost.envelope.externalId ?? ''] })
    expect(await connection.findSent?.(byServer, never)).toBe(lost.envelope.externalId)
  })

  it('say what is missing where there is no folder for them', async () => {
    await using imap = await FakeImap.start()
    imap.dropFolder('Sent')
    const { port, ca, user, password } = imap
    const bare = settingsFor({ imap: { host: 'localhost', port, ca, user, password, security: 'tls' } })
    await using connection = openConnection({ ...bare, sentCopies: 'always' }, new RecordingHost(), quickPace)
    const keeping = connection.keepSent?.([reply()], async () => undefined, never)
    await expect(keeping).rejects.toMatchObject({ kind: 'permanent', sentence: { code: 'email.no_sent_folder' } })
  })

  it.each([
    ['auto', 'smtp.gmail.com', false],
    ['auto', 'smtp.office365.com', false],
    ['auto', 'smtp-mail.outlook.com', false],
    ['auto', 'mail.example.com', true],
    ['auto', 'notgmail.com', true],
    ['always', 'smtp.gmail.com', true],
    ['never', 'mail.example.com', false],
  ] as const)('are made with %s on %s: %s', (sentCopies, host, wanted) => {
    expect(keepsCopies({ ...settingsFor({ smtp: { host } }), sentCopies })).toBe(wanted)
  })
})
