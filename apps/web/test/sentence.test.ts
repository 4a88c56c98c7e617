import { i18n } from '@lingui/core'
import { beforeAll, expect, test } from 'vitest'
import { ApiError, errorSentence } from '../src/api/error.ts'
import { inWords, translated } from '../src/i18n/sentence.ts'
import { readCatalogue } from './support/catalogues.ts'

const t = i18n._.bind(i18n)
const english = 'Nothing answers on port 25 of mail.test.'
const refused = { code: 'email.nothing_answers', values: { host: 'mail.test', port: 25 } }

beforeAll(async () => {
  const words = [...(await readCatalogue('sentences/zh-CN.po')), ...(await readCatalogue('zh-CN.po'))]
  i18n.load({ 'zh-CN': Object.fromEntries(words.map(([id, entry]) => [id, entry.words])), en: {} })
})

test('a sentence of the server is said in Chinese, with its values', () => {
  i18n.activate('zh-CN')
  expect(inWords(english, refused, t)).toMatch(/^mail\.test 的端口 25 没有应答。/)
})

test('a sentence nobody has translated stays as the server said it', () => {
  i18n.activate('zh-CN')
  expect(inWords(english, { code: 'pigeon.lost', values: {} }, t)).toBe(english)
  expect(inWords('Hello', null, t)).toBe('Hello')
})

test('in English the server speaks for itself', () => {
  i18n.activate('en')
  expect(translated(refused, t)).toBeNull()
  expect(inWords(english, refused, t)).toBe(english)
})

test('a refusal nobody has translated is told in Chinese all the same', () => {
  i18n.activate('zh-CN')
  expect(errorSentence(new ApiError(422, 'new_rule', 'A new rule says no.'), t)).toBe('服务器拒绝了此操作。')
  expect(errorSentence(new ApiError(422, 'too_long', 'The text is too long.'), t)).toBe('内容超过此渠道的长度上限。')
})
