import { describe, expect, it, vi } from 'vitest'
import { checkedHookUrl } from '../src/hook-watch.ts'
import { hookSecretOf } from '../src/settings.ts'
import { connected, openLine, type OpenLine, stateOf } from './open-line.ts'
import { startHookReceiver } from './hook-receiver.ts'

const hookUrl = 'https://desk.example/hooks/telegram/1'
const secretHeader = 'x-telegram-bot-api-secret-token'

function call(line: OpenLine, secret: string, body = '{"update_id":7,"message":{}}') {
  const headers = { 'content-type': 'application/json', [secretHeader]: secret }
  return line.connection.handleWebhook!(new Request(hookUrl, { method: 'POST', headers, body }))
}

describe('a call of Telegram’s', () => {
  it('is answered with success only when the ledger has it', async () => {
    await using line = await openLine({ mode: 'webhook' })
    const secret = hookSecretOf(line.provider.settings())
    line.host.plan('fail')
    await expect(call(line, secret)).rejects.toThrow('The ledger could not be written.')
    const response = await call(line, secret)
    expect([response.status, await response.text(), [...line.host.rows.keys()]]).toEqual([200, '', ['update:7']])
  })

  it('is refused without the secret, and nothing of it is read', async () => {
    await using line = await openLine({ mode: 'webhook' })
    const secret = hookSecretOf(line.provider.settings())
    for (const forged of ['', 'wrong', `${secret}x`, secret.slice(1), secret.toUpperCase()])
      expect((await call(line, forged)).status).toBe(403)
    expect(line.host.acceptCalls).toBe(0)
  })

  it('is kept when it is nothing we know', async () => {
    await using line = await openLine({ mode: 'webhook' })
    expect((await call(line, hookSecretOf(line.provider.settings()), 'not json')).status).toBe(200)
    expect([...line.host.rows.keys()][0]).toMatch(/^bytes:/)
  })

  it('comes until it is taken, twice or out of order, and is stored once', async () => {
    await using line = await openLine({ mode: 'webhook' })
    await using receiver = await startHookReceiver((request) => line.connection.handleWebhook!(request))
    line.host.hookUrl = receiver.url
    line.host.planForMessages('fail', 2)
    const stop = line.receive()
    await connected(line)
    const [person] = line.provider.people
    line.bot.hears(person!, { text: 'one' })
    line.bot.hears(person!, { text: 'two' })
    await vi.waitFor(() => expect(line.bot.hook.state.delivered).toBe(2), { timeout: 10_000 })
    const again = JSON.parse(new TextDecoder().decode([...line.host.rows.values()][0]?.bytes)) as { update_id: number }
    line.bot.queue.repeat(again)
    await vi.waitFor(() => expect(line.bot.hook.state.delivered).toBe(3), { timeout: 10_000 })
    expect(line.host.rows.size).toBe(2)
    await stop()
  })
})

describe('receiving by webhook', () => {
  it.each([
    [null, 'hook_needs_address'],
    ['http://desk.example/x', 'hook_needs_address'],
    ['https://desk.example:3000/x', 'hook_bad_port'],
  ])('refuses %s, which Telegram could not call', (url, code) => {
    const refused = expect.objectContaining({
      kind: 'permanent',
      sentence: expect.objectContaining({ code: `telegram.${code}` }),
    })
    expect(() => checkedHookUrl({ hookUrl: url, apiRoot: undefined })).toThrow(refused)
    expect(checkedHookUrl({ hookUrl: 'https://desk.example:8443/x', apiRoot: undefined })).toBe(
      'https://desk.example:8443/x',
    )
  })

  it('tells Telegram where to deliver, and says what Telegram cannot deliver', async () => {
    await using line = await openLine({ mode: 'webhook' })
    await using receiver = await startHookReceiver(() => Promise.resolve(new Response(null, { status: 500 })))
    line.host.hookUrl = receiver.url
    line.bot.queue.webhookUrl = receiver.url
    line.bot.hears(line.provider.people[0]!, { text: 'one' })
    await vi.waitFor(() => expect(line.bot.hook.state.lastErrorAt).toBeGreaterThan(0))
    const stop = line.receive()
    await stateOf(line, 'telegram.hook_failing')
    expect(line.host.states.at(-1)?.detail).toContain('500')
    await stop()
  })

  it('says that another program has taken the webhook', async () => {
    await using line = await openLine({ mode: 'webhook' })
    line.host.hookUrl = hookUrl
    line.bot.faults.next(/^setWebhook$/, { do: 'answer', answer: { status: 200, body: '{"ok":true,"result":true}' } })
    line.bot.queue.webhookUrl = 'https://other.example/hook'
    const stop = line.receive()
    await stateOf(line, 'telegram.hook_taken')
    await stop()
  })
})
