import { afterEach, describe, expect, it, vi } from 'vitest'
import { movedPast } from '../src/cursor.ts'
import { htmlPage, refusal, tooManyRequests } from '../pretend/answers.ts'
import { connected, failureOf, openLine, stateOf } from './open-line.ts'

const asked = /^getUpdates$/

const stored = (host: { rows: Map<string, unknown> }, count: number) =>
  vi.waitFor(() => expect(host.rows.size).toBe(count), { timeout: 10_000, interval: 20 })

describe('asking Telegram', () => {
  it('confirms only what the ledger has', async () => {
    await using line = await openLine()
    const { bot, host, provider } = line
    host.planForMessages('fail', 1)
    for (const text of ['one', 'two', 'three']) bot.hears(provider.people[0]!, { text })
    await failureOf(line, line.connection.receive!(AbortSignal.timeout(5_000)))
    expect([bot.queue.confirmed, host.rows.size]).toEqual([0, 0])
    const stop = line.receive()
    await stored(host, 3)
    await vi.waitFor(() => expect(bot.queue.pending).toEqual([]))
    await stop()
  })

  it('keeps an update’s bytes as Telegram wrote them, numbers beyond ours included', async () => {
    await using line = await openLine()
    const { bot, host } = line
    const json = '{"update_id":100000007,"from_the_future":{"id":12345678901234567890, "π":"\\u00e9"}}'
    bot.faults.next(asked, { do: 'answer', answer: { status: 200, body: `{"ok":true,"result":[${json}]}` } })
    const stop = line.receive()
    await stored(host, 1)
    await stop()
    const [raw] = [...host.rows.values()]
    expect(new TextDecoder().decode(raw?.bytes)).toBe(json)
    expect(raw?.key).toBe('update:100000007')
  })

  it('asks for reactions and business messages by name, and learns the bot’s own name', async () => {
    await using line = await openLine()
    const stop = line.receive()
    await connected(line)
    await stop()
    expect(line.bot.queue.allowed).toEqual(expect.arrayContaining(['message_reaction', 'deleted_business_messages']))
    expect(line.host.savedSettings).toEqual([{ username: line.bot.me['username'] }])
    expect(line.host.states).toHaveLength(1)
  })

  it('says that another program reads the bot, from the second time on, and goes on when it has ended', async () => {
    await using line = await openLine()
    const other = await line.another()
    const stop = line.receive()
    await connected(line)
    const otherStop = new AbortController()
    const otherEnded = other.connection.receive!(otherStop.signal)
    await stateOf(line, 'telegram.second_reader')
    expect(line.host.states.at(-1)).toMatchObject({ state: 'degraded', nextAction: 'check_settings' })
    otherStop.abort()
    await otherEnded
    await connected(line)
    expect(await stop()).toBeUndefined()
  }, 30_000)

  it('says where a webhook of somebody else’s delivers, leaves it alone, and goes on without it', async () => {
    await using line = await openLine()
    line.bot.queue.webhookUrl = 'https://other.example/hook/with-a-secret'
    const stop = line.receive()
    await stateOf(line, 'telegram.other_hook')
    expect(line.host.states.at(-1)).toMatchObject({ state: 'failed', nextAction: 'check_settings' })
    expect(line.host.states.at(-1)?.detail).toContain('other.example')
    expect(JSON.stringify(line.host.states)).not.toContain('with-a-secret')
    expect(line.bot.queue.webhookUrl).not.toBe('')
    line.bot.queue.webhookUrl = ''
    await connected(line)
    await stop()
  }, 30_000)

  it('takes its own webhook away when the account is changed to asking', async () => {
    await using line = await openLine()
    line.host.hookUrl = 'https://desk.example/hooks/telegram/1'
    line.bot.queue.webhookUrl = line.host.hookUrl
    line.bot.hears(line.provider.people[0]!, { text: 'waiting' })
    line.bot.queue.webhookUrl = line.host.hookUrl
    const stop = line.receive()
    await stored(line.host, 1)
    await stop()
  })

  it('takes the webhook of an account away that the desk no longer has', async () => {
    await using line = await openLine()
    line.host.hookUrl = 'https://desk.example/hooks/telegram/22'
    line.bot.queue.webhookUrl = 'https://desk.example/hooks/telegram/1'
    const stop = line.receive()
    await connected(line)
    await stop()
    expect(line.bot.queue.webhookUrl).toBe('')
    for (const foreign of ['https://desk.example.evil/hooks/telegram/1', 'https://desk.example/other/1']) {
      line.bot.queue.webhookUrl = foreign
      const again = line.receive()
      await stateOf(line, 'telegram.other_hook')
      await again()
      expect(line.bot.queue.webhookUrl).toBe(foreign)
      line.host.states.splice(0)
    }
  })

  it('waits as long as it is told', async () => {
    await using line = await openLine()
    line.bot.faults.next(asked, { do: 'answer', answer: refusal(tooManyRequests(7)) })
    const error = await failureOf(line, line.connection.receive!(AbortSignal.timeout(5_000)))
    expect(error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7_000, scope: 'account' })
  })

  it.each([
    ['a page of the proxy', htmlPage(502, 'Bad Gateway'), 'telegram.busy'],
    ['a page that claims success', htmlPage(200, 'Welcome'), 'telegram.not_telegram'],
    ['half an answer', { status: 200, body: '{"ok":true,"result":[{"update_id":1' }, 'telegram.not_telegram'],
  ])('takes nothing from %s and comes back', async (_name, answer, code) => {
    await using line = await openLine()
    line.bot.faults.next(asked, { do: 'answer', answer })
    const error = await failureOf(line, line.connection.receive!(AbortSignal.timeout(5_000)))
    expect(error).toMatchObject({ kind: 'transient', sentence: { code } })
    expect([line.host.rows.size, line.bot.queue.confirmed]).toEqual([0, 0])
  })

  it('says of a line that stood that it was lost, and of one that never did that nobody is there', async () => {
    await using line = await openLine()
    const receiving = failureOf(line, line.connection.receive!(AbortSignal.timeout(5_000)))
    await connected(line)
    await vi.waitFor(() => expect(line.bot.calls.filter(({ method }) => method === 'getUpdates')).toHaveLength(2))
    await line.provider.down()
    expect(await receiving).toMatchObject({ kind: 'transient', sentence: { code: 'telegram.line_lost' } })
    const again = line.connection.receive!(AbortSignal.timeout(5_000))
    expect(await failureOf(line, again)).toMatchObject({
      kind: 'transient',
      sentence: { code: 'telegram.unreachable' },
    })
  })

  it('says that a revoked token has to be replaced', async () => {
    await using line = await openLine()
    const stop = line.receive()
    await connected(line)
    line.provider.telegram.revoke(line.bot.token)
    line.provider.telegram.cutLinks()
    await stop()
    const error = await failureOf(line, line.connection.receive!(AbortSignal.timeout(5_000)))
    expect(error).toMatchObject({ kind: 'needs_reauth', sentence: { code: 'telegram.token_refused' } })
  })

  it('shows that it takes in what is hours old', async () => {
    await using line = await openLine()
    const date = Math.floor(Date.now() / 1_000) - 2.5 * 3_600
    line.bot.hears(line.provider.people[0]!, { text: 'long ago', date: Math.floor(date) })
    const stop = line.receive()
    await vi.waitFor(
      () => expect(line.host.states.some(({ sentence }) => sentence?.code === 'telegram.late')).toBe(true),
      {
        timeout: 5_000,
      },
    )
    await stop()
  })
})

describe('a wrong clock', () => {
  afterEach(() => vi.useRealTimers())

  it('of this machine makes no message late', async () => {
    await using line = await openLine()
    const date = Math.floor(Date.now() / 1_000)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 3_600_000 })
    line.bot.hears(line.provider.people[0]!, { text: 'just now', date })
    const stop = line.receive()
    await stored(line.host, 1)
    await connected(line)
    await stop()
    expect(line.host.states.map(({ state }) => state)).not.toContain('degraded')
  })
})

describe('the cursor', () => {
  const day = 86_400_000
  const now = new Date('2026-11-20T12:00:00Z')
  const ago = (days: number) => new Date(now.getTime() - days * day).toISOString()

  it('reports a gap only when nobody read for a day and the numbers do not go on', () => {
    const away = { offset: 11, lastUpdateAt: ago(2), readAt: ago(2), awaySince: null }
    expect(movedPast(away, [11], now).gap).toBeNull()
    expect(movedPast(away, [15], now).gap).toMatchObject({ since: new Date(ago(2)), until: now })
    expect(movedPast({ ...away, readAt: ago(0.5) }, [15], now).gap).toBeNull()
  })

  it('remembers having been away until something comes', () => {
    const away = { offset: 11, lastUpdateAt: ago(3), readAt: ago(2), awaySince: null }
    const { next, gap } = movedPast(away, [], now)
    expect(gap).toBeNull()
    expect(movedPast(next, [15], new Date(now.getTime() + day / 24)).gap).toMatchObject({ since: new Date(ago(2)) })
  })

  it('confirms nothing by number after a week of silence, when Telegram may number anew', async () => {
    await using line = await openLine()
    await line.host.accept([], {
      offset: 500_000_000,
      lastUpdateAt: new Date(Date.now() - 8 * day).toISOString(),
      readAt: new Date().toISOString(),
      awaySince: null,
    })
    line.bot.queue.continueAt(1_000)
    line.bot.hears(line.provider.people[0]!, { text: 'after a week' })
    const stop = line.receive()
    await stored(line.host, 1)
    await stop()
    expect(await line.host.loadCursor()).toMatchObject({ offset: 1_001 })
  })
})
