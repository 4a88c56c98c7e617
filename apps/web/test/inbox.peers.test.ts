import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openPages, type Opened, type Pages } from './support/browser.ts'
import { chatId } from './support/fake-chat.ts'
import { message } from './support/fake-desk-data.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
}, 120_000)
afterAll(() => pages[Symbol.asyncDispose]())

const rows = (page: Page) => page.getByRole('listbox').getByRole('option')
const composer = (page: Page) => page.getByRole('textbox', { name: 'Reply', exact: true })
const openId = (page: Page) => new URL(page.url()).pathname.replace('/c/', '')
const sent = ({ desk }: Opened) => desk.received.filter(({ path }) => path.endsWith('/replies'))

describe('the keyboard', () => {
  test('opens, answers and resolves ten conversations without a mouse', async () => {
    await using opened = await pages.open('/inbox/mine')
    const { page } = opened
    await rows(page).first().waitFor()
    await page.keyboard.press('j')
    for (let round = 0; round < 10; round++) {
      await page.waitForURL('**/c/*')
      const id = openId(page)
      await page.keyboard.press('r')
      await page.keyboard.type(`Answer ${round}`)
      await page.keyboard.press('Control+Enter')
      await page.getByText(`Answer ${round}`).first().waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('e')
      await page.waitForURL((url) => url.pathname !== `/c/${id}`)
    }
    await expect.poll(() => sent(opened).length).toBe(10)
    await expect
      .poll(
        () =>
          opened.desk.rows.filter(({ status, snippet }) => status === 'resolved' && snippet.startsWith('Answer'))
            .length,
      )
      .toBe(10)
    expect(opened.faults).toEqual([])
  })

  test('does nothing while one types', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).fill('')
    await page.keyboard.type('jerk #! aih?')
    await page.getByRole('textbox', { name: 'Search conversations' }).click()
    await page.keyboard.type('e')
    expect(openId(page)).not.toBe('')
    expect(desk.received.filter(({ path }) => /\/conversations\/\d+$/.test(path))).toEqual([])
  })

  test('can have its single letters switched off', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page } = opened
    await composer(page).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Turn them off' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('e')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    expect(openId(page)).toBe('9000000')
  })

  test('opens the palette from inside the composer and snoozes from there', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).click()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await page.keyboard.type('sno')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: /Tomorrow/ }).click()
    await expect.poll(() => desk.rows.find(({ id }) => id === '9000000')?.status).toBe('snoozed')
  })
})

describe('what is written', () => {
  test('survives a reload and a change of conversation, and never shows in another one', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).fill('half a thought')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.waitForURL((url) => url.pathname !== '/c/9000000')
    await expect.poll(() => composer(page).inputValue()).toBe('')
    await page.keyboard.press('k')
    await page.waitForURL('**/c/9000000')
    await expect.poll(() => composer(page).inputValue()).toBe('half a thought')
    await page.reload()
    await expect.poll(() => composer(page).inputValue()).toBe('half a thought')
    await expect.poll(() => desk.drafts.get('9000000')).toMatchObject({ text: 'half a thought' })
  })

  test('comes from the agent’s other browser', async () => {
    await using opened = await pages.open('/inbox/mine')
    const { page, desk } = opened
    desk.drafts.set('9000000', {
      mode: 'reply',
      text: 'from the train',
      attachmentIds: [],
      updatedAt: new Date().toISOString(),
    })
    await rows(page).first().click()
    await expect.poll(() => composer(page).inputValue()).toBe('from the train')
  })

  test('is not sent by the Enter that ends an input method’s candidate', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page } = opened
    await composer(page).click()
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
    await page.keyboard.press('Control+Enter')
    expect(sent(opened)).toEqual([])
    await devtools.send('Input.insertText', { text: '你好' })
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => sent(opened).map(({ body }) => body['text'])).toEqual(['你好'])
  })

  test('stays where it is with its reason when the server refuses it, and goes back to be changed', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page } = opened
    await composer(page).fill('refuse')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Not sent: The text is too long for this channel.').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await expect.poll(() => composer(page).inputValue()).toBe('refuse')
  })

  test('is held when the customer wrote meanwhile, and sent only when the agent says so', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).fill('my answer')
    const streams = [...desk.streams]
    desk.streams.clear()
    desk.arrive('9000000', 'One more thing')
    for (const stream of streams) desk.streams.add(stream)
    await page.keyboard.press('Control+Enter')
    await page.getByText('A new message arrived while you wrote.').waitFor()
    await expect.poll(() => composer(page).inputValue()).toBe('my answer')
    expect(desk.messages.get('9000000')?.some(({ body }) => body.text === 'my answer')).toBe(false)
    await page.getByRole('button', { name: 'Send anyway' }).click()
    await expect
      .poll(() => desk.messages.get('9000000')?.filter(({ body }) => body.text === 'my answer').length)
      .toBe(1)
  })

  test('waits for the connection, survives a reload meanwhile, and goes out once and in order', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).waitFor()
    desk.unreachable = true
    for (const stream of desk.streams) stream.destroy()
    for (const text of ['first', 'second']) {
      await composer(page).fill(text)
      await page.keyboard.press('Control+Enter')
    }
    await page.getByText('Waiting for connection').first().waitFor()
    desk.unreachable = false
    await page.reload()
    await expect
      .poll(() =>
        desk.messages
          .get('9000000')
          ?.slice(-2)
          .map(({ body }) => body.text),
      )
      .toEqual(['first', 'second'])
    await expect.poll(() => page.getByText('Waiting for connection').count()).toBe(0)
  })

  test('takes files with it, and refuses what is too large before sending a byte', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).waitFor()
    const picker = page.locator('input[type=file]')
    await picker.setInputFiles({
      name: 'huge.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(21_000_000),
    })
    await page.getByText(/larger than the 20 MB/).waitFor()
    expect(desk.received.some(({ path }) => path === '/uploads')).toBe(false)
    await picker.setInputFiles([
      { name: 'one.png', mimeType: 'image/png', buffer: Buffer.from('one') },
      { name: 'two.png', mimeType: 'image/png', buffer: Buffer.from('two') },
    ])
    await page.getByRole('button', { name: 'Remove one.png' }).click()
    await page.getByRole('button', { name: 'Remove two.png' }).waitFor()
    await page.getByRole('button', { name: 'Send', exact: false }).click()
    await expect.poll(() => sent(opened).map(({ body }) => (body['attachments'] as string[]).length)).toEqual([1])
  })
})

describe('what happens elsewhere', () => {
  test('moves its row to the top, is counted in the title, and leaves the reading position alone', async () => {
    await using opened = await pages.open('/c/8999998?view=all')
    const { page, desk } = opened
    const thread = page.getByRole('region', { name: 'Messages' })
    await page.getByText('May not have been sent.').waitFor()
    await thread.hover()
    await page.mouse.wheel(0, -400)
    await expect
      .poll(() => thread.evaluate((pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight))
      .toBeGreaterThan(300)
    const before = await thread.evaluate((pane) => pane.scrollTop)
    desk.arrive('8999998', 'Are you there?')
    await page.getByRole('button', { name: '1 new message' }).waitFor()
    expect(await thread.evaluate((pane) => pane.scrollTop)).toBe(before)
    await expect.poll(() => rows(page).first().textContent()).toContain('Are you there?')
    expect(await page.getByRole('log').textContent()).toContain('Carlos Ruiz: Are you there?')
    desk.arrive('9000000', 'Somebody else')
    await expect.poll(() => rows(page).first().textContent()).toContain('Somebody else')
    expect(await page.getByRole('log').textContent()).not.toContain('Somebody else')
    await expect.poll(() => page.title()).toMatch(/^\(\d+\) All/)
    await page.getByRole('button', { name: '1 new message' }).click()
    await expect.poll(() => page.getByRole('button', { name: '1 new message' }).count()).toBe(0)
  })

  test('reaches every tab over one stream, and the next tab takes it over', async () => {
    await using opened = await pages.open('/inbox/all')
    const { page, desk } = opened
    const second = await opened.another('/inbox/all')
    await rows(second).first().waitFor()
    await expect.poll(() => desk.streams.size).toBe(1)
    desk.arrive('8999990', 'To both tabs')
    for (const tab of [page, second]) await expect.poll(() => rows(tab).first().textContent()).toContain('To both tabs')
    await page.close()
    await expect.poll(() => desk.streams.size).toBe(1)
    desk.arrive('8999991', 'To the one left')
    await expect.poll(() => rows(second).first().textContent()).toContain('To the one left')
  })

  test('leads to sign-in when the session has ended, and back to where one was', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).waitFor()
    desk.signedIn = false
    await page.keyboard.press('i')
    await page.keyboard.press('j')
    await page.waitForURL('**/sign-in?next=*')
  })
})

describe('actions', () => {
  test('are taken back by Undo', async () => {
    await using opened = await pages.open('/c/9000000')
    const { page, desk } = opened
    await composer(page).waitFor()
    await page.keyboard.press('e')
    await expect.poll(() => desk.rows.find(({ id }) => id === '9000000')?.status).toBe('resolved')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => desk.rows.find(({ id }) => id === '9000000')?.status).toBe('open')
    await page.waitForURL('**/c/9000000')
  })

  test('on an unconfirmed reply ask first, because the customer could get it twice', async () => {
    await using opened = await pages.open('/c/8999998')
    const { page, desk } = opened
    await page.getByRole('button', { name: /Send again/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(desk.received.some(({ path }) => path.endsWith('/retry'))).toBe(false)
    await page.getByRole('button', { name: /Send again/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Send again/ })
      .click()
    await expect
      .poll(() => desk.received.find(({ path }) => path.endsWith('/retry'))?.body)
      .toEqual({ acceptDuplicate: true })
  })
})

test('a list of 20,000 keeps few rows in the page and reads on as one scrolls', async () => {
  await using opened = await pages.open('/inbox/all', { conversations: 20_000 })
  const { page } = opened
  await rows(page).first().waitFor()
  for (let step = 0; step < 20; step++) {
    await page.getByRole('listbox').evaluate((list) => list.parentElement?.scrollBy(0, 2_000))
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    // A listbox holds options; what is said under them stands beside it.
    expect(await page.getByRole('listbox').getByRole('status').count()).toBe(0)
  }
  await expect.poll(async () => Number(await rows(page).last().getAttribute('aria-posinset'))).toBeGreaterThan(300)
  expect(await rows(page).count()).toBeLessThan(60)
})

test('nothing scrolls sideways on a phone, and every pane can be reached', async () => {
  await using opened = await pages.open('/inbox/mine', {
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
  })
  const { page } = opened
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await rows(page).first().tap()
  await page.getByRole('textbox', { name: '回复', exact: true }).waitFor()
  expect(await sideways()).toBe(0)
  await page.getByRole('button', { name: '显示或隐藏客户资料' }).tap()
  await page.getByRole('complementary', { name: '客户' }).waitFor()
  expect(await sideways()).toBe(0)
  await page.getByRole('button', { name: '隐藏客户资料' }).last().tap()
  await page.getByRole('button', { name: '返回上一级' }).tap()
  await rows(page).first().waitFor()
  expect(await sideways()).toBe(0)
})

test('a conversation whose account is down says that replies wait, and leads an admin to the account', async () => {
  await using opened = await pages.open('/c/9000000')
  const { page } = opened
  await composer(page).waitFor()
  expect(await page.getByText('has to sign in again').count()).toBe(0)
  await page.goto(`${opened.url}/c/8999997`)
  await page.getByText('Billing has to sign in again: nothing new comes in').waitFor()
  await page.getByRole('button', { name: 'See the account' }).click()
  await page.waitForURL('**/settings/accounts/billing')
})

test('a reply held back after its writer has gone on calls them back', async () => {
  await using opened = await pages.open('/c/9000000')
  const { page, desk } = opened
  await page.getByText('@jonas this is the same VAT bug').waitFor()
  const streams = [...desk.streams]
  desk.streams.clear()
  desk.arrive('9000000', 'One more thing')
  for (const stream of streams) desk.streams.add(stream)
  await composer(page).fill('too late')
  await page.keyboard.press('Control+Shift+Enter')
  await page.waitForURL((url) => url.pathname !== '/c/9000000')
  const notices = page.getByRole('region', { name: 'Notices' })
  await notices.getByText('A reply was held back').waitFor()
  await notices.getByRole('button', { name: 'Open' }).click()
  await page.waitForURL('**/c/9000000')
  await expect.poll(() => composer(page).inputValue()).toBe('too late')
  await page.getByText('A new message arrived while you wrote.').waitFor()
})

describe('a mail that was passed on', () => {
  const told = { name: 'Bo Li', address: 'bo@example.com', isColleagues: true }

  async function forwarded(path: string, author: typeof told, options = {}): Promise<Opened> {
    const opened = await pages.open('/inbox/mine', options)
    const [row] = opened.desk.rows.filter(({ id }) => id === '9000000')
    if (!row) throw new Error('no such conversation')
    const passedOn = message(row, {
      direction: 'inbound',
      text: 'For you',
      subject: 'Fwd: Refund',
      forwardedFrom: author,
    })
    opened.desk.messages.set(row.id, [passedOn])
    await opened.page.goto(`${opened.url}${path}`)
    return opened
  }

  test('by a colleague can be answered to its author', async () => {
    await using opened = await forwarded('/c/9000000', told)
    const { page, desk } = opened
    await page.getByText('Forwarded: originally from Bo Li <bo@example.com>').waitFor()
    await page.getByRole('button', { name: 'Answer Bo Li instead' }).click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.getByLabel('Subject').inputValue()).toBe('Refund')
    await dialog.getByText('anybody can write what they like').waitFor()
    await dialog.getByLabel('Message').fill('Here is your refund.')
    await dialog.getByRole('button', { name: 'Start conversation' }).click()
    await expect.poll(() => openId(page)).not.toBe('9000000')
    const asked = desk.received.find(({ path }) => path.endsWith('/conversations'))
    expect(asked?.body).toMatchObject({ to: 'bo@example.com', subject: 'Refund', text: 'Here is your refund.' })
    expect(opened.faults).toEqual([])
  })

  test('leads to the conversation there already is with its author', async () => {
    await using opened = await forwarded('/c/9000000', told)
    const { page, desk } = opened
    const other = desk.rows.find(({ id }) => id === '8999999')
    if (!other) throw new Error('no such conversation')
    other.contact = { ...other.contact, id: 'bo', address: 'bo@example.com' }
    await page.getByRole('button', { name: 'Answer Bo Li instead' }).click()
    await page.getByRole('region', { name: 'Conversations with this address' }).getByRole('button').click()
    await page.waitForURL('**/c/8999999')
  })

  test('by anybody else is only told of, in Chinese as well', async () => {
    await using opened = await forwarded('/c/9000000', { ...told, isColleagues: false }, { locale: 'zh-CN' })
    await opened.page.getByText('转发：原发件人为 Bo Li <bo@example.com>').waitFor()
    expect(await opened.page.getByRole('button', { name: '改为回复 Bo Li' }).count()).toBe(0)
  })
})

describe('a chat', () => {
  test('shows what became of its messages, and what they said before', async () => {
    await using opened = await pages.open(`/c/${chatId}`)
    const { page } = opened
    await page.getByText('Is my account safe?').first().waitFor()
    await page.getByText('The provider keeps this file no longer.').waitFor()
    expect(await page.getByText('Group', { exact: true }).count()).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Edited' }).click()
    await page.getByText('Is my acount save?').waitFor()
    await page.getByText('It was not changed.').waitFor()
    expect(await page.getByRole('list', { name: 'Reactions' }).textContent()).toContain('👍2')
    expect(opened.faults).toEqual([])
  })

  test('is answered in public or in private, by naming a message, with the limit in sight', async () => {
    await using opened = await pages.open(`/c/${chatId}`)
    const { page } = opened
    await page.getByRole('button', { name: 'Continue in private' }).waitFor()
    expect(await page.getByRole('button', { name: 'Public reply' }).first().getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('button', { name: 'More for this message' }).first().click()
    await page.getByRole('menuitem', { name: 'Answer this message' }).click()
    await page.getByText('Answering Ann').waitFor()
    await composer(page).fill('x'.repeat(90))
    await page.getByText('90 / 100').waitFor()
    await composer(page).fill('x'.repeat(150))
    await page.getByText('150 / 100').waitFor()
    await page.getByRole('button', { name: 'Continue in private' }).click()
    await page.getByText('Goes out as about 2 messages').waitFor()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => sent(opened).length).toBe(1)
    const [{ body } = { body: {} }] = sent(opened)
    const [asked] = opened.desk.messages.get(chatId) ?? []
    expect(body).toMatchObject({ way: 'letter', replyTo: asked?.id })
    await page.getByText('Answering Ann').waitFor({ state: 'detached' })
  })

  test('has its sent words changed', async () => {
    await using opened = await pages.open(`/c/${chatId}`)
    const { page, desk } = opened
    await page.getByRole('article').filter({ hasText: 'It is.' }).getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'The message' }).fill('It is, and it stays so.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The change is on its way.').waitFor()
    expect(desk.received.filter(({ path }) => path === 'edited')).toMatchObject([
      { body: { text: 'It is, and it stays so.' } },
    ])
  })
})
