/** Two people at one desk: each sees at once what the other does, and neither answers past the other. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InboxPage } from './support/inbox-page.ts'
import { type Colleague, invite } from './support/people.ts'
import { openStage, type Stage } from './support/stage.ts'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('two people at one desk', () => {
  let stage: Stage
  let jonas: Colleague
  beforeAll(async () => {
    stage = await openStage()
    jonas = await invite(stage.desk, 'Jonas Weber')
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  test('see each other’s replies, notes, assignments and resolutions at once', async () => {
    await stage.customerWrites({ from: 'mei', name: 'Mei Lin', subject: 'Invoice', text: 'Wrong VAT.' })
    const anna = new InboxPage((await stage.sit('/inbox/all')).page)
    const other = new InboxPage((await stage.sit('/inbox/all', { agent: jonas })).page)
    await anna.open('Mei Lin')
    await other.open('Mei Lin')
    await anna.reply('The invoice is corrected.')
    await other.message('The invoice is corrected.').getByText('Sent', { exact: true }).waitFor()
    await other.page.keyboard.press('n')
    await other.note.fill('Told billing.')
    await other.page.keyboard.press('Control+Enter')
    await anna.message('Told billing.').getByText('Jonas Weber').waitFor()
    await other.page.keyboard.press('Escape')
    await other.page.keyboard.press('i')
    await anna.page.getByRole('button', { name: 'Jonas Weber' }).first().waitFor()
    await other.page.keyboard.press('e')
    await anna.row('Mei Lin').waitFor({ state: 'detached' })
    await anna.page.getByRole('button', { name: 'Reopen' }).waitFor()
  })

  test('do not answer past each other: what was written meanwhile is reviewed first, and no word is lost', async () => {
    await stage.customerWrites({ from: 'carlos', name: 'Carlos Ruiz', subject: 'Login', text: 'Cannot log in.' })
    const tolerates = /ERR_INTERNET_DISCONNECTED|409 \(Conflict\)/
    const seat = await stage.sit('/inbox/all', { agent: jonas, tolerates })
    const slow = new InboxPage(seat.page)
    await slow.open('Carlos Ruiz')
    await slow.message('Cannot log in.').waitFor()
    await seat.context.setOffline(true)
    const anna = new InboxPage((await stage.sit('/inbox/all')).page)
    await anna.open('Carlos Ruiz')
    await anna.reply('Please try again now.')
    await anna.message('Please try again now.').getByText('Sent', { exact: true }).waitFor()
    await slow.composer.fill('Have you tried another browser?')
    await slow.page.keyboard.press('Control+Enter')
    await slow.page.getByText('Waiting for connection').waitFor()
    await seat.context.setOffline(false)
    const banner = slow.page.getByRole('alert').filter({ hasText: 'A new message arrived while you wrote.' })
    await banner.waitFor()
    await slow.message('Please try again now.').waitFor()
    await expect.poll(() => slow.composer.inputValue()).toBe('Have you tried another browser?')
    const sent = () => stage.sink.received.filter(({ raw }) => raw.toString().includes('another browser'))
    expect(sent()).toHaveLength(0)
    await banner.getByRole('button', { name: 'Send anyway' }).click()
    await slow.message('Have you tried another browser?').getByText('Sent', { exact: true }).waitFor()
    expect(sent()).toHaveLength(1)
  })

  test('have different doors: an agent finds no page of an admin’s, neither shown nor by its address', async () => {
    const { page } = await stage.sit('/inbox/mine', { agent: jonas })
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
    const links = await page.getByRole('navigation', { name: 'Settings' }).getByRole('link').allTextContents()
    expect(links.map((words) => words.trim())).toEqual(['Back to the inbox', 'Profile', 'Appearance'])
    for (const path of ['accounts', 'accounts/connect', 'people', 'api-keys', 'desk']) {
      await page.goto(`${stage.desk.url}/settings/${path}`)
      await page.waitForURL('**/settings/profile')
    }
    for (const path of ['accounts', 'invitations', 'api-keys']) {
      const answer = await page.request.post(`${stage.desk.url}/api/v1/${path}`, {
        data: {},
        headers: { origin: stage.desk.url },
      })
      expect([path, answer.status()]).toEqual([path, 403])
    }
  })
})
