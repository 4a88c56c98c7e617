/** A newcomer tries the desk: plays customers on the demo's pages, answers them at the desk, and starts it again. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { launchBrowser, takeSeat } from './support/browser.ts'
import { type Desk, startDesk } from './support/desk.ts'
import { InboxPage } from './support/inbox-page.ts'
import { seriousFaults, sideways } from './support/inspect.ts'

const narrow = { width: 360, height: 780 }

describe.skipIf(!hasPeer('chromium'))('the demo', () => {
  const stage = new AsyncDisposableStack()
  let desk: Desk
  let browser: Browser

  beforeAll(async () => {
    const database = stage.use(await createTestDatabase())
    desk = stage.use(await startDesk({ databaseUrl: database.url, demo: true, allowPrivateHosts: '10.255.255.1' }))
    browser = stage.adopt(await launchBrowser(), (open) => open.close())
  })
  afterAll(() => stage.disposeAsync())

  it('answers a customer on the phone and one on X, and goes on after a restart', async () => {
    const { page, openTab } = await takeSeat(browser, desk, '/inbox/all')
    const inbox = new InboxPage(page)
    await page.getByRole('link', { name: 'Telegram', exact: true }).waitFor()
    const phone = await openTab(desk.demoPages['telegram'] ?? '')
    await talkOnThePhone(phone, inbox)
    const x = await openTab(desk.demoPages['twitter'] ?? '')
    await talkOnX(x, inbox)
    for (const open of [phone, x]) await inspect(open)
    await Promise.all([phone.close(), x.close(), page.goto('about:blank')])

    await desk.stop()
    await desk.start()
    await page.goto(new URL('/inbox/all', desk.url).href)
    const again = await openTab(desk.demoPages['telegram'] ?? '')
    await write(again, 'Message', 'It is me again.')
    await inbox.row('It is me again.').waitFor()
    await inbox.open('It is me again.')
    await inbox.message('Where is my withdrawal?').waitFor()
    await inbox.reply('Welcome back.')
    await again.getByRole('article').filter({ hasText: 'Welcome back.' }).waitFor()
    const xAgain = await openTab(desk.demoPages['twitter'] ?? '')
    await write(xAgain, 'Private message', 'Anybody there?')
    await inbox.row('Anybody there?').waitFor()
  })
})

async function write(page: Page, field: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: field, exact: true }).fill(text)
  await page.keyboard.press('Enter')
}

async function talkOnThePhone(phone: Page, inbox: InboxPage): Promise<void> {
  await write(phone, 'Message', 'Where is my withdrawal?')
  await inbox.row('Where is my withdrawal?').waitFor()
  await inbox.open('Where is my withdrawal?')
  await inbox.composer.fill('It is **on its way**.')
  await inbox.page.keyboard.press('Control+Enter')
  const answer = phone.getByRole('article').filter({ hasText: 'on its way' })
  await answer.waitFor()
  expect(await answer.locator('strong').allTextContents()).toEqual(['on its way'])

  await answer.focus()
  await phone.getByRole('button', { name: 'React with 👍' }).click()
  await inbox.message('on its way').getByText('👍').waitFor()
  const own = phone.getByRole('article').filter({ hasText: 'Where is my withdrawal?' })
  await own.focus()
  await own.getByRole('button', { name: 'Edit' }).click()
  await write(phone, 'Message', 'Where is my withdrawal? It was 0.4 BTC.')
  await inbox.message('It was 0.4 BTC.').waitFor()
  await phone.getByRole('button', { name: 'Voice message' }).click()
  await inbox.thread.getByText(/voice/).first().waitFor()
  await phone.getByRole('button', { name: 'Location' }).click()
  await inbox.message('38.7077').waitFor()
}

async function talkOnX(x: Page, inbox: InboxPage): Promise<void> {
  await write(x, 'Post', '@ExampleSupport is the exchange down?')
  await inbox.row('is the exchange down?').waitFor()
  await inbox.open('is the exchange down?')
  await inbox.reply('We are looking into it.')
  const answer = x.getByRole('feed').getByRole('article').filter({ hasText: 'We are looking into it.' })
  await answer.getByText('In answer to').waitFor()
  await write(x, 'Private message', 'My account is A-1.')
  await inbox.row('My account is A-1.').waitFor()
  await inbox.open('My account is A-1.')
  await inbox.reply('Thank you, we have found it.')
  await x.getByRole('log').getByText('Thank you, we have found it.').waitFor()
}

/** In the other language, in the dark and on a narrow screen, as well. */
async function inspect(page: Page): Promise<void> {
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-CN')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize(narrow)
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  expect(await seriousFaults(page)).toEqual([])
  expect(await sideways(page)).toBe(0)
}
