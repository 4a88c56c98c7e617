/** What a mail server sees on the wire, and what becomes of a reply when the line misbehaves at every step. */
import { startSmtpSink, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { simpleParser } from 'mailparser'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import { normalise } from '../src/normalise.ts'
import { rawServer, type RawServer } from './raw-server.ts'
import { file, quickPace, reply, sendPassword, settingsFor } from './support-account.ts'

const never = new AbortController().signal

/** A mail server of a few lines: what it heard as text, and what it does at each step. */
type Line = { said: string; answers: (command: string, socket: Socket) => string | null }

async function lineServer(line: Line): Promise<RawServer> {
  return rawServer((socket) => {
    let inData = false
    let rest = ''
    socket.write('220 hi\r\n')
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      line.said += text
      rest += text
      for (;;) {
        const end = inData ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n')
        if (end === -1) return
        const command = inData ? '.' : rest.slice(0, end)
        rest = rest.slice(end + (inData ? 5 : 2))
        const answer = line.answers(command, socket)
        inData = answer?.startsWith('354') ?? false
        if (answer !== null) socket.write(`${answer}\r\n`)
      }
    })
  })
}

const obliging = (extensions: readonly string[] = []) =>
  function answer(command: string): string {
    if (command.startsWith('EHLO')) return [...extensions.map((name) => `250-${name}`), '250 OK'].join('\r\n')
    return command.startsWith('DATA') ? '354 go' : '250 2.0.0 ok'
  }

function connectionTo({ port }: RawServer) {
  const settings = settingsFor({ smtp: { port, security: 'none', user: '', password: '' } })
  return openConnection(settings, new RecordingHost(), quickPace)
}

/** What stood between DATA and the final dot, as it travelled. */
function travelled({ said }: Line): string {
  const start = said.indexOf('DATA\r\n') + 6
  return said.slice(start, said.indexOf('\r\n.\r\n', start) + 2)
}

describe('a mail on the wire', () => {
  const text = `${'word'.repeat(1_000)}\n.\n..two dots\n.hidden\nFrom here\n你好 ünï\n${'字'.repeat(900)}`
  const html = `<p>${'<b>x</b>'.repeat(700)}</p>`

  it('has no line a server may cut, dots doubled, in ASCII alone, and says what was written', async () => {
    const line: Line = { said: '', answers: obliging(['8BITMIME']) }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    const eml = Buffer.from('From: a@b.test\r\nSubject: inner\r\n\r\n.dot\r\ninner\r\n')
    await connection.send(
      reply({}, { body: { text, html }, attachments: [file('in.eml', 'message/rfc822', eml)] }),
      never,
    )
    const raw = travelled(line)
    const lines = raw.split('\r\n')
    expect(Math.max(...lines.map((one) => one.length))).toBeLessThanOrEqual(998)
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(lines.filter((one) => one.startsWith('.') && !one.startsWith('..'))).toEqual([])
    expect(raw).not.toMatch(/\P{ASCII}/u)
    const parsed = await simpleParser(Buffer.from(raw.replace(/^\.\./gm, '.'), 'latin1'))
    expect(parsed.text?.trim().startsWith(text)).toBe(true)
    expect(parsed.html).toContain('<b>x</b>'.repeat(700))
    expect(parsed.attachments.find(({ filename }) => filename === 'in.eml')?.content.toString()).toContain(
      '\r\n.dot\r\n',
    )
  })

  it('goes to addresses of any script where the server takes them', async () => {
    const line: Line = { said: '', answers: obliging(['SMTPUTF8', '8BITMIME']) }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    await connection.send(reply({ to: ['用户@例子.test'] }), never)
    expect(Buffer.from(line.said, 'latin1').toString()).toMatch(/MAIL FROM:<support@desk.test>.* SMTPUTF8/)
    expect(Buffer.from(line.said, 'latin1').toString()).toContain('RCPT TO:<用户@')
  })

  it('names whom the server refused as the reply does, so that a customer’s refusal is not taken for somebody else’s', async () => {
    const oblige = obliging()
    const answers = (command: string) => (command.includes('xn--fsqu00a') ? '550 5.1.1 Nobody' : oblige(command))
    await using server = await lineServer({ said: '', answers })
    await using connection = connectionTo(server)
    const { refused } = await connection.send(reply({ to: ['Mei@例子.test'], cc: ['bo@customer.test'] }), never)
    expect(refused).toMatchObject([{ recipient: 'Mei@例子.test' }])
  })

  // nodemailer asks such a server all the same; every one that keeps to RFC 5321 refuses what is not ASCII.
  it('fails with a sentence where the server does not, and nothing is transferred', async () => {
    const oblige = obliging()
    const answers = (command: string) => (/\P{ASCII}/u.test(command) ? '553 5.6.7 No SMTPUTF8' : oblige(command))
    const line: Line = { said: '', answers }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    await expect(connection.send(reply({ to: ['用户@例子.test'] }), never)).rejects.toMatchObject({
      kind: 'permanent',
      sentence: { code: 'email.recipient_refused' },
    })
    expect(line.said).not.toContain('DATA')
  })

  it('that nobody wrote says so to every kind of responder, asks for no report, and is known for what it is', async () => {
    const line: Line = { said: '', answers: obliging(['DSN']) }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    await connection.send(reply({ automatic: true }), never)
    expect(line.said).toContain('RCPT TO:<jane@customer.test> NOTIFY=NEVER')
    const raw = travelled(line)
    expect(raw).toContain('Auto-Submitted: auto-replied\r\n')
    expect(raw).toContain('X-Auto-Response-Suppress: All\r\n')
    const bytes = Buffer.from(raw, 'latin1')
    const events = await normalise(
      { bytes, mediaType: 'message/rfc822', key: '1', receivedAt: new Date() },
      { keys: ['jane@customer.test'], displayName: null },
    )
    expect(events).toMatchObject([{ kind: 'message', automation: 'auto_reply' }])
  })
})

describe('a line that misbehaves', () => {
  it.each([
    ['MAIL FROM', /^MAIL/],
    ['RCPT TO', /^RCPT/],
    ['DATA', /^DATA/],
  ])('with 421 at %s holds the account, and the reply goes out later', async (_, at) => {
    let refusals = 1
    const oblige = obliging()
    const line: Line = {
      said: '',
      answers: (command, socket) => {
        if (!at.test(command) || refusals-- <= 0) return oblige(command)
        socket.end('421 4.3.2 Shutting down\r\n')
        return null
      },
    }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    await expect(connection.send(reply(), never)).rejects.toMatchObject({ kind: 'transient', scope: 'account' })
    await connection.send(reply(), never)
    expect(line.said.match(/^DATA/gm)?.length).toBeGreaterThan(0)
  })

  it.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['silence', () => {}],
  ])('by %s after the go-ahead is never taken for certain when all of a short mail may have left', async (_, act) => {
    const oblige = obliging()
    const line: Line = {
      said: '',
      answers: (command, socket) => {
        if (command !== '.') return oblige(command)
        act(socket)
        return null
      },
    }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    await expect(connection.send(reply(), never)).rejects.toMatchObject({ kind: 'unconfirmed' })
    expect(line.said.match(/^MAIL/gm)).toHaveLength(1)
  })

  it.each(['354 again', '150 what', 'taken'])(
    'by “%s” to the final dot is no refusal: the server may have taken the mail',
    async (answer) => {
      const oblige = obliging()
      const line: Line = { said: '', answers: (command) => (command === '.' ? answer : oblige(command)) }
      await using server = await lineServer(line)
      await using connection = connectionTo(server)
      await expect(connection.send(reply(), never)).rejects.toMatchObject({ kind: 'unconfirmed' })
    },
  )

  it.each([
    ['EHLO', /^EHLO/],
    ['MAIL FROM', /^MAIL/],
    ['RCPT TO', /^RCPT/],
    ['DATA', /^DATA/],
  ])('by a reset at %s leaves no doubt: nothing of the mail had left', async (_, at) => {
    const oblige = obliging()
    const line: Line = {
      said: '',
      answers: (command, socket) => {
        if (!at.test(command)) return oblige(command)
        socket.resetAndDestroy()
        return null
      },
    }
    await using server = await lineServer(line)
    await using connection = connectionTo(server)
    await expect(connection.send(reply(), never)).rejects.toMatchObject({ kind: 'transient' })
  })
})

describe('a connection that was kept', () => {
  let sink: SmtpSink
  beforeEach(async () => {
    sink = await startSmtpSink({ accounts: { support: sendPassword } })
  })
  afterEach(() => sink[Symbol.asyncDispose]())

  it('and closed by the server meanwhile costs no reply', async () => {
    const line: Line = { said: '', answers: obliging() }
    const sockets: Socket[] = []
    await using server = await lineServer({
      ...line,
      answers: (command, socket) => {
        if (command.startsWith('EHLO')) sockets.push(socket)
        return obliging()(command)
      },
    })
    await using connection = connectionTo(server)
    await connection.send(reply(), never)
    // Said and closed while nobody listens, as servers do with idle connections.
    const closed = new Promise((resolve) => sockets[0]?.once('close', resolve))
    sockets[0]?.end('421 4.4.2 Idle too long\r\n')
    await closed
    await connection.send(reply(), never)
    expect(sockets).toHaveLength(2)
  })

  it('is not tried with a password the server refuses, nor is the reply lost', async () => {
    const settings = settingsFor({ smtp: { port: sink.port, ca: sink.ca } })
    await using connection = openConnection(settings, new RecordingHost(), quickPace)
    sink.script({ do: 'auth', code: 454, text: '4.7.0 Later' })
    await expect(connection.send(reply(), never)).rejects.toMatchObject({ kind: 'transient', scope: 'account' })
    sink.script({ do: 'auth', code: 535, text: '5.7.8 Bad' })
    await expect(connection.send(reply(), never)).rejects.toMatchObject({ kind: 'needs_reauth' })
    await connection.send(reply(), never)
    expect(sink.received).toHaveLength(1)
  })
})
