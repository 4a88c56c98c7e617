import { once } from 'node:events'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LineSocket } from '../src/peers/line-socket.ts'
import { startSmtpSink, type SmtpSink } from '../src/peers/smtp-sink.ts'

const mail = 'Subject: hello\r\n\r\nA line.\r\n'

describe('an SMTP server that keeps the truth', () => {
  let sink: SmtpSink
  let forwarded: string[]

  beforeEach(async () => {
    forwarded = []
    const customers = {
      deliver: async (account: string, raw: Uint8Array) =>
        void forwarded.push(`${account}: ${Buffer.from(raw).toString()}`),
    }
    sink = await startSmtpSink({ maxBytes: 5_000, forward: { 'outside.test': customers } })
  })

  afterEach(async () => {
    await sink[Symbol.asyncDispose]()
  })

  it('takes a mail for everybody and passes it on', async () => {
    expect(await send(['anna@outside.test', 'ben@elsewhere.test'])).toMatch(/^250/)

    const [received] = await sink.waitFor(1)
    expect(received).toMatchObject({
      envelope: { from: 'desk@desk.test', to: ['anna@outside.test', 'ben@elsewhere.test'] },
      acknowledged: true,
      user: null,
    })
    expect(received?.raw.toString()).toBe(mail)
    expect(forwarded).toEqual([`anna: ${mail}`])
  })

  it('refuses where and how it was told, then accepts again', async () => {
    sink.script(
      { do: 'refuse', at: 'mail', code: 451, text: 'Later' },
      { do: 'refuse', at: 'rcpt', code: 550, text: 'Unknown' },
      { do: 'refuse', at: 'data', code: 554, text: 'Spam' },
      { do: 'refuse_some', recipients: ['ben@elsewhere.test'], code: 550, text: 'Unknown' },
    )

    expect(await send(['anna@outside.test'])).toBe('451 Later')
    expect(await send(['anna@outside.test'])).toBe('550 Unknown')
    expect(await send(['anna@outside.test'])).toBe('554 Spam')
    expect(await send(['anna@outside.test', 'ben@elsewhere.test'])).toMatch(/^250/)
    expect(sink.received.map(({ envelope }) => envelope.to)).toEqual([['anna@outside.test']])
  })

  it('is cut before, within and after the mail, which stays in the ledger only when it was kept', async () => {
    sink.script(
      { do: 'cut', at: 'before_data' },
      { do: 'cut', at: 'mid_body' },
      { do: 'cut', at: 'after_dot', kept: false },
      { do: 'cut', at: 'after_dot', kept: true },
    )
    for (let time = 0; time < 4; time++) await expect(send(['anna@outside.test'])).rejects.toThrow()

    expect(sink.received).toMatchObject([{ acknowledged: false }])
    expect(sink.interrupted).toMatchObject([{ to: ['anna@outside.test'] }])
    expect(sink.interrupted[0]?.raw.toString()).toContain('Subject: ')
  })

  it('keeps silent after the final dot', async () => {
    sink.script({ do: 'silence', kept: true })
    const answered = send(['anna@outside.test']).catch(() => 'cut')
    await sink.waitFor(({ acknowledged }) => !acknowledged)

    expect(await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 100, 'silence'))])).toBe(
      'silence',
    )
    await sink[Symbol.asyncDispose]()
    expect(await answered).toBe('cut')
  })

  it('is killed with a mail in its hands, which it keeps unacknowledged, and comes back on the same port', async () => {
    sink.script({ do: 'slow', ms: 100 })
    const { port } = sink
    const sent = send(['anna@outside.test']).catch(() => 'cut')
    await vi.waitFor(() => expect(sink.connections()).toBe(1))
    await sink.kill9()
    expect(await sent).not.toMatch(/^250/)
    await sink.start()
    expect(sink.port).toBe(port)
    expect(await send(['ben@elsewhere.test'])).toMatch(/^250/)
    expect(sink.received.filter(({ acknowledged }) => acknowledged)).toHaveLength(1)
  })

  it('remembers for whom a mail was that was cut before its end', async () => {
    await using socket = await LineSocket.open(sink.port)
    await socket.line()
    for (const line of ['HELO client.test', 'MAIL FROM:<desk@desk.test>', 'RCPT TO:<anna@outside.test>', 'DATA']) {
      socket.write(`${line}\r\n`)
      expect(await socket.line()).toMatch(/^[23]5[04]/)
    }
    socket.write('Subject: half\r\n')
    await sink.kill9()
    await vi.waitFor(() => expect(sink.interrupted).toMatchObject([{ to: ['anna@outside.test'] }]))
    await sink.start()
    expect(sink.received).toEqual([])
  })

  it('answers nothing while it is frozen, and everything when it thaws', async () => {
    sink.freeze()
    let answered = false
    const sent = send(['anna@outside.test']).finally(() => (answered = true))
    await vi.waitFor(() => expect(sink.connections()).toBe(1))
    expect(answered).toBe(false)
    sink.thaw()
    expect(await sent).toMatch(/^250/)
  })

  it('greets with a refusal once', async () => {
    sink.script({ do: 'greet', code: 421, text: 'Busy' })
    await using refused = await LineSocket.open(sink.port)
    expect(await refused.line()).toBe('421 Busy')
    expect(await send(['anna@outside.test'])).toMatch(/^250/)
  })

  it('refuses what is larger than it takes', async () => {
    expect(await send(['anna@outside.test'], `${'x'.repeat(6_000)}\r\n`)).toMatch(/^552/)
    expect(sink.received).toEqual([])
  })

  it('speaks TLS from the first byte with its own authority', async () => {
    const socket = connect({ port: sink.securePort, host: '127.0.0.1', servername: 'localhost', ca: sink.ca })
    const [greeting] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()

    expect(socket.authorized).toBe(true)
    expect(greeting.toString()).toMatch(/^220/)
  })

  /** Speaks to the server as a plain client; resolves to the answer that decided the mail's fate. */
  async function send(to: readonly string[], raw = mail): Promise<string> {
    await using socket = await LineSocket.open(sink.port)
    await socket.line()
    const say = async (line: string) => {
      socket.write(`${line}\r\n`)
      for (;;) {
        const reply = await socket.line()
        if (reply[3] !== '-') return reply
      }
    }
    await say('EHLO client.test')
    for (const line of ['MAIL FROM:<desk@desk.test>', ...to.map((address) => `RCPT TO:<${address}>`)]) {
      const reply = await say(line)
      if (!reply.startsWith('250') && to.length === 1) return reply
    }
    await say('DATA')
    return await say(`${raw}.`)
  }
})
