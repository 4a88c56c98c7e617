/** A password forgotten and a password changed, as the people it happens to see it. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { launchBrowser, takeSeat } from './support/browser.ts'
import { startDesk } from './support/desk.ts'
import { invite } from './support/people.ts'
import { openWords } from './support/words.ts'

const chosen = 'staple horse battery correct'

describe.skipIf(!hasPeer('chromium'))('a password', () => {
  test('that was forgotten is replaced by a link an admin hands over, and changed again in the profile', async () => {
    await using database = await createTestDatabase()
    await using desk = await startDesk({ databaseUrl: database.url })
    await using closing = new AsyncDisposableStack()
    const browser = await launchBrowser()
    closing.defer(() => browser.close())
    const jonas = await invite(desk, 'Jonas Weber')
    const before = await takeSeat(browser, desk, '/inbox/all', { agent: jonas, tolerates: /401 \(Unauthorized\)/ })

    const anna = (await takeSeat(browser, desk, '/settings/people')).page
    await anna.getByRole('button', { name: 'More for Jonas Weber' }).click()
    await anna.getByRole('menuitem', { name: 'Make a recovery link' }).click()
    await anna.getByRole('button', { name: 'Make link' }).click()
    const link = await anna.getByLabel('Recovery link', { exact: true }).inputValue()

    const say = openWords('zh-CN')
    const options = { agent: null, locale: 'zh-CN', tolerates: /403 \(Forbidden\)|404 \(Not Found\)/ }
    const { page, openTab } = await takeSeat(browser, desk, new URL(link).pathname, options)
    await page.getByRole('heading', { name: say('join.recoverTitle') }).waitFor()
    await page.getByText('Jonas Weber').waitFor()
    expect(await page.getByLabel(say('signIn.email')).inputValue()).toBe(jonas.email)
    const field = page.getByLabel(say('password.new'), { exact: true })
    await field.fill('short')
    await page.getByRole('button', { name: say('join.recoverSubmit') }).click()
    await page.getByText(say('join.passwordShort').replace('{count}', '10')).waitFor()
    await field.fill(chosen)
    await page.getByRole('button', { name: say('join.recoverSubmit') }).click()
    await page.waitForURL('**/inbox/**')
    await before.page.reload()
    await before.page.waitForURL('**/sign-in**')
    const again = await openTab(new URL(link).pathname)
    await again.getByRole('heading', { name: say('join.deadTitle') }).waitFor()

    await page.goto(`${desk.url}/settings/profile`)
    const change = async (current: string) => {
      await page.getByLabel(say('password.current'), { exact: true }).fill(current)
      await page.getByLabel(say('password.new'), { exact: true }).fill('a third one, longer')
      await page.getByRole('button', { name: say('password.change') }).click()
    }
    await change('not this one')
    await page.getByText(say('error.wrong_password')).waitFor()
    await change(chosen)
    await page.getByText(say('password.changed')).waitFor()
    await page.reload()
    await page.getByLabel(say('password.current'), { exact: true }).waitFor()
  }, 90_000)
})
