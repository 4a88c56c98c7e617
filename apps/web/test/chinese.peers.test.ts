import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPages, type Pages } from './support/browser.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
}, 120_000)
afterAll(() => pages[Symbol.asyncDispose]())

test('what the server says of replies and of what it could not read is said in Chinese', async () => {
  await using opened = await pages.open('/c/8999998', { locale: 'zh-CN' })
  const { page } = opened
  await page.getByText('邮件服务器不接收发给 mei@example.com 的邮件。请与客户核对地址。').waitFor()
  await page.getByText('无法确定此回复是否已发送：途中发生了意外错误。').waitFor()
  await page.getByText('无法读取此消息；已保留其原始内容。').waitFor()
  const english = /mail server takes|something unexpected|could not be read/
  expect(await page.getByText(english).count()).toBe(0)
  expect(opened.faults).toEqual([])
})

test('and in English as the server words it', async () => {
  await using opened = await pages.open('/c/8999998')
  const words = 'The mail server takes no mail for mei@example.com. Check the address with the customer.'
  await opened.page.getByText(words).waitFor()
})
