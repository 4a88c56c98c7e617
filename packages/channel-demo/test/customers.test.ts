import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { cast } from '../src/cast.ts'
import { demoPace } from '../src/connection.ts'
import { customerHears } from '../src/customers.ts'
import { openExchange } from '../src/exchange.ts'
import { demoOn } from '../src/index.ts'
import { wordsIn } from '../src/raw.ts'
import type { DemoSettings } from '../src/settings.ts'

const channel = demoOn(openExchange(), demoPace)
const settings: DemoSettings = { line: 'one' }
const never = new AbortController().signal
let replies = 0

function reply(to: string, text: string, before: readonly string[] = []): OutboundMessage {
  const history = before.map((externalId) => ({ direction: 'outbound' as const, externalId, references: [] }))
  const contact = { key: to, displayName: null }
  const token = `token-${(replies += 1)}`
  const envelope = channel.address({
    token,
    reportToken: '',
    self: channel.self(settings),
    contact,
    subject: null,
    history,
  })
  return { id: String(replies), envelope, body: channel.render(text), attachments: [], createdAt: new Date() }
}

function answerTo(message: OutboundMessage): string | null {
  const answer = customerHears({ ...message, files: [] })
  return answer === null ? null : answer.words.said
}

const said = (host: RecordingHost<DemoSettings>) => [...host.rows.values()].map(({ bytes }) => wordsIn(bytes)?.said)

describe('a customer', () => {
  it('answers in the language of the conversation, whatever the reply is written in', () => {
    for (const { handle, language } of cast) {
      const answer = answerTo(reply(handle, 'Could you send us the details? 麻烦您提供一下'))
      expect(/\p{Script=Han}/u.test(answer ?? '')).toBe(language === 'zh')
    }
  })

  it('says different things to a question, to news and to good news', () => {
    const answers = ['Which network was it?', 'We are looking into it.', 'It has been credited.'].map((text) =>
      answerTo(reply('amelia.hart', text)),
    )
    expect(new Set(answers).size).toBe(3)
    expect(answers.at(-1)).toMatch(/thank/i)
  })

  it('gives the same answer to the same reply, and falls silent after three', () => {
    const before: string[] = []
    const answers: (string | null)[] = []
    for (let turn = 0; turn < 8; turn++) {
      const message = reply('lin.mei', '请问是哪个网络?', before)
      expect(answerTo(message)).toBe(answerTo(message))
      answers.push(answerTo(message))
      before.push(message.envelope.externalId ?? '')
    }
    expect(answers.map((answer) => answer !== null)).toEqual([true, true, true, ...Array<boolean>(5).fill(false)])
    expect(new Set(answers.slice(0, 3)).size).toBe(3)
  })
})

describe('the line', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
  afterEach(() => vi.useRealTimers())

  async function receiving(host: RecordingHost<DemoSettings>) {
    const stop = new AbortController()
    const ended = (await channel.connect(settings, host)).receive?.(stop.signal) ?? Promise.resolve()
    await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('connected'))
    return async () => {
      stop.abort()
      await ended
    }
  }

  it('brings the answer after two to four seconds', async () => {
    const host = new RecordingHost<DemoSettings>()
    const stop = await receiving(host)
    const connection = await channel.connect(settings, host)
    await connection.send(reply('wang.hao', '请问单号是多少?'), never)
    await vi.advanceTimersByTimeAsync(1_900)
    expect(said(host)).toEqual([])
    await vi.advanceTimersByTimeAsync(2_000)
    await vi.waitFor(() => expect(said(host)).toEqual([expect.stringContaining('W-20418')]))
    await stop()
  })

  it('brings it once, though the process stops before it is due and the reply is handed over again', async () => {
    const host = new RecordingHost<DemoSettings>()
    const message = reply('noah.berg', 'Which plan are you on?')
    const connection = await channel.connect(settings, host)
    const stop = await receiving(host)
    await connection.send(message, never)
    await stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said(host)).toEqual([])
    const stopAgain = await receiving(host)
    await connection.send(message, never)
    await vi.advanceTimersByTimeAsync(60_000)
    await vi.waitFor(() => expect(said(host)).toHaveLength(1))
    await stopAgain()
  })

  it('takes no reply while nobody receives, and none for a stranger', async () => {
    const host = new RecordingHost<DemoSettings>()
    const connection = await channel.connect(settings, host)
    await expect(connection.send(reply('noah.berg', 'Hello'), never)).rejects.toMatchObject({ kind: 'transient' })
    const stop = await receiving(host)
    await expect(connection.send(reply('nobody', 'Hello'), never)).rejects.toMatchObject({ kind: 'permanent' })
    await stop()
  })
})

describe('a reply', () => {
  it('is rendered in both bodies, and what is outside the subset as it was typed', () => {
    const { text, html } = channel.render('Hello, **see** [here](https://a.example/?a=1&b=2)\n\n- `one`\n- <b>two</b>')
    expect(text).toBe('Hello, see here (https://a.example/?a=1&b=2)\n\n- one\n- <b>two</b>')
    expect(html).toBe(
      '<p>Hello, <strong>see</strong> <a href="https://a.example/?a=1&#38;b=2">here</a></p>' +
        '<ul><li><code>one</code></li><li>&#60;b&#62;two&#60;/b&#62;</li></ul>',
    )
  })
})
