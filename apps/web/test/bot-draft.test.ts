import { expect, test } from 'vitest'
import { checkDraft, draftOf, settingsOf } from '../src/channels/telegram/bot-draft.ts'

const token = '123456789:AAH-abcdefghijklmnop_qrs'
const typed = (values: Partial<Record<'name' | 'token' | 'apiRoot', string>>) => {
  const draft = draftOf('', null)
  return { ...draft, values: { ...draft.values, ...values } }
}

test('a new bot needs a name and a whole token', () => {
  expect(Object.keys(checkDraft(typed({})))).toEqual(['name', 'token'])
  expect(checkDraft(typed({ name: 'Bot', token: '123456789' }))).toEqual({ token: 'telegram.checkToken' })
  const draft = typed({ name: 'Bot', token: ` ${token} `, apiRoot: ' ' })
  expect([checkDraft(draft), settingsOf(draft)]).toEqual([{}, { mode: 'polling', token }])
})

test('a stored token stays until it is replaced, and with it what is known of the bot', () => {
  const draft = draftOf('Bot', { token: null, mode: 'webhook', username: 'my_bot' })
  expect(settingsOf(draft)).toEqual({ mode: 'webhook', username: 'my_bot' })
  const replaced = { ...draft, keepsToken: false, username: null, values: { ...draft.values, token } }
  expect(settingsOf(replaced)).toEqual({ mode: 'webhook', token })
})

test('a server of one’s own has a whole address', () => {
  expect(checkDraft(typed({ name: 'Bot', token, apiRoot: 'bot-api.example.com' }))).toEqual({
    apiRoot: 'telegram.checkApiRoot',
  })
  expect(checkDraft(typed({ name: 'Bot', token, apiRoot: 'https://bot-api.example.com' }))).toEqual({})
})
