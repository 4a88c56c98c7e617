import { describe, expect, it } from 'vitest'
import { channel, never, openLine } from './open-line.ts'

describe('the test of a connection', () => {
  it('names the bot, explains groups, and writes to nobody', async () => {
    await using line = await openLine()
    const { steps } = await line.connection.verify(never)
    expect(steps.map(({ step, ok, sentence }) => [step, ok, sentence?.code])).toEqual([
      ['token', true, 'telegram.knows_bot'],
      ['delivery', true, 'telegram.nobody_else'],
      ['groups', true, 'telegram.groups_hidden'],
      ['permission', true, 'telegram.may_send'],
    ])
    expect(line.bot.sent).toEqual([])
  })

  it('finds a webhook of somebody else’s', async () => {
    await using line = await openLine()
    line.bot.queue.webhookUrl = 'https://other.example/path'
    const { steps } = await line.connection.verify(never)
    expect(steps.find(({ ok }) => !ok)).toMatchObject({
      direction: 'receive',
      sentence: { code: 'telegram.other_hook', values: { place: 'other.example' } },
    })
  })

  it('knows the address customers open once it knows the bot’s name', () => {
    const settings = channel.settings.parse({ token: '123456:abcdefghijkl', mode: 'polling' })
    expect(channel.contactUrl!(settings)).toBeNull()
    expect(channel.contactUrl!({ ...settings, username: 'cordboard_bot' })).toBe('https://t.me/cordboard_bot')
  })
})
