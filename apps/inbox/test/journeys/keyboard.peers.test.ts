/** The desk without a mouse: triage, the palette, undo, and single letters that can be switched off. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InboxPage } from './support/inbox-page.ts'
import { openStage, type Stage } from './support/stage.ts'

const subjects = ['Refund', 'Login', 'Invoice', 'Export', 'Limits']

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('the keyboard', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    for (const subject of subjects) {
      await stage.customerWrites({ from: subject.toLowerCase(), subject, text: `Please look at ${subject}.` })
    }
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  const conversation = (id: string | undefined) =>
    stage.desk.call<{ status: string; assignee: { name: string } | null }>('GET', `/conversations/${id}`)

  test('finds every command in the palette, from inside the composer too, and gives the focus back', async () => {
    const { page } = await stage.sit('/inbox/unassigned')
    const inbox = new InboxPage(page)
    await inbox.open('Refund')
    const id = inbox.openId()
    await inbox.composer.fill('not yet')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => inbox.composer.evaluate((box) => box.matches(':focus'))).toBe(true)
    for (const _ of Array(10)) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('sno')
      await page.keyboard.press('Escape')
      await expect.poll(() => inbox.composer.evaluate((box) => box.matches(':focus'))).toBe(true)
    }
    expect(await inbox.composer.textContent()).toBe('not yet')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('sno')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: /Tomorrow/ }).press('Enter')
    await expect.poll(async () => (await conversation(id)).status).toBe('snoozed')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await conversation(id)).status).toBe('open')
  })

  test('takes back a resolve, by key and by button', async () => {
    const { page } = await stage.sit('/inbox/all')
    const inbox = new InboxPage(page)
    await inbox.open('Limits')
    const id = inbox.openId()
    for (const undo of [() => page.keyboard.press('z'), () => page.getByRole('button', { name: 'Undo' }).click()]) {
      await page.keyboard.press('Escape')
      // What Escape closes may close after the click that opens it again.
      await expect
        .poll(async () => {
          await inbox.row('Limits').click()
          return inbox.composer.isVisible()
        })
        .toBe(true)
      await page.keyboard.press('e')
      await inbox.row('Limits').waitFor({ state: 'detached' })
      await undo()
      await inbox.row('Limits').waitFor()
      await expect.poll(async () => (await conversation(id)).status).toBe('open')
    }
  })

  test('acts on single letters only while they are switched on', async () => {
    const { page } = await stage.sit('/inbox/all')
    const inbox = new InboxPage(page)
    await inbox.open('Login')
    const id = inbox.openId()
    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Turn them off' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    for (const key of ['i', 'e', 'j']) await page.keyboard.press(key)
    // What works with a modifier still does, and comes after whatever the letters would have done.
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    expect(inbox.openId()).toBe(id)
    expect(await conversation(id)).toMatchObject({ status: 'open', assignee: null })
  })

  test('is enough to take, answer and resolve one conversation after the other', async () => {
    const { page } = await stage.sit('/inbox/unassigned')
    const inbox = new InboxPage(page)
    await inbox.rows.first().waitFor()
    await page.keyboard.press('j')
    const done: string[] = []
    for (const _ of subjects) {
      await page.waitForURL('**/c/*')
      await inbox.composer.waitFor()
      const id = inbox.openId() ?? ''
      await page.keyboard.press('r')
      await page.keyboard.type(`Answer to ${id}`)
      await page.keyboard.press('Control+Enter')
      await inbox.message(`Answer to ${id}`).waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('e')
      await page.waitForURL((url) => url.pathname !== `/c/${id}`)
      done.push(id)
    }
    await expect
      .poll(() => Promise.all(done.map(async (id) => (await conversation(id)).status)))
      .toEqual(subjects.map(() => 'resolved'))
    const { sink } = stage
    await sink.waitFor(subjects.length)
    expect(new Set(sink.received.flatMap(({ envelope }) => envelope.to)).size).toBe(subjects.length)
  })

  test('moves along the list with j and k, takes with i, and leads back with g', async () => {
    for (const subject of ['Alpha', 'Beta']) {
      await stage.customerWrites({ from: subject.toLowerCase(), subject, text: `${subject}?` })
    }
    const { page } = await stage.sit('/inbox/unassigned')
    const inbox = new InboxPage(page)
    await inbox.row('Beta').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'Beta' }).waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'Alpha' }).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('heading', { level: 1, name: 'Beta' }).waitFor()
    const id = inbox.openId()
    await page.keyboard.press('i')
    await expect.poll(async () => (await conversation(id)).assignee?.name).toBe('anna')
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.waitForURL('**/inbox/mine')
    await inbox.row('Beta').waitFor()
    expect(await inbox.row('Alpha').count()).toBe(0)
  })
})
