/** What an agent writes: kept, guarded from accidents, and sent when they say so. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InboxPage } from './support/inbox-page.ts'
import { openStage, type Stage } from './support/stage.ts'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('what an agent writes', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  async function writtenTo(subject: string): Promise<InboxPage> {
    await stage.customerWrites({ from: subject.toLowerCase(), subject, text: `About ${subject}.` })
    const { page } = await stage.sit('/inbox/all')
    const inbox = new InboxPage(page)
    await inbox.open(subject)
    return inbox
  }
  const mailsTo = (customer: string) =>
    stage.sink.received.filter(({ envelope }) => envelope.to.includes(`${customer}@customer.test`))

  test('survives a change of conversation, a reload and a change of browser, and never shows in another one', async () => {
    await stage.customerWrites({ from: 'mei', subject: 'Invoice', text: 'Wrong VAT.' })
    const inbox = await writtenTo('Declined')
    await inbox.composer.fill('half a thought')
    await inbox.open('Invoice')
    await expect.poll(() => inbox.composer.inputValue()).toBe('')
    await expect.poll(() => inbox.row('Declined').textContent()).toContain('half a thought')
    await inbox.page.reload()
    await inbox.open('Declined')
    await expect.poll(() => inbox.composer.inputValue()).toBe('half a thought')
    // Kept on the server before it is looked for from elsewhere.
    const draftPath = `/api/v1/conversations/${inbox.openId()}/draft`
    await expect
      .poll(async () => (await inbox.page.request.get(`${stage.desk.url}${draftPath}`)).text())
      .toContain('half a thought')
    const elsewhere = new InboxPage((await stage.sit('/inbox/all')).page)
    await elsewhere.open('Declined')
    await expect.poll(() => elsewhere.composer.inputValue()).toBe('half a thought')
    expect(mailsTo('declined')).toHaveLength(0)
  })

  test('triggers nothing while it is typed, in the composer as in the search', async () => {
    const inbox = await writtenTo('Jerk')
    const id = inbox.openId()
    await inbox.composer.click()
    await inbox.page.keyboard.type('jerk #! aih?z')
    await expect.poll(() => inbox.composer.inputValue()).toBe('jerk #! aih?z')
    await inbox.page.getByRole('textbox', { name: 'Search conversations' }).click()
    await inbox.page.keyboard.type('jerk #!')
    await inbox.row('Jerk').waitFor()
    expect(inbox.openId()).toBe(id)
    expect(await inbox.page.getByRole('dialog').count()).toBe(0)
    await expect
      .poll(() => stage.desk.call('GET', `/conversations/${id}`))
      .toMatchObject({ status: 'open', assignee: null, labels: [] })
  })

  test('is not sent by the Enter that chooses an input method’s candidate, and is by the one after it', async () => {
    const inbox = await writtenTo('Candidate')
    await inbox.composer.click()
    const devtools = await inbox.page.context().newCDPSession(inbox.page)
    await devtools.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
    await inbox.page.keyboard.press('Control+Enter')
    await expect.poll(() => inbox.composer.inputValue()).toContain('你好')
    expect(await inbox.thread.getByRole('listitem').count()).toBe(1)
    await devtools.send('Input.insertText', { text: '你好' })
    await inbox.page.keyboard.press('Control+Enter')
    await inbox.message('你好').getByText('Sent', { exact: true }).waitFor()
    expect(mailsTo('candidate')).toHaveLength(1)
  })

  test('goes to nobody but colleagues when it is a note', async () => {
    const inbox = await writtenTo('Noted')
    await inbox.page.keyboard.press('n')
    await inbox.note.fill('Between us: refund it.')
    await inbox.page.keyboard.press('Control+Enter')
    await inbox.message('Between us').getByText('Internal note').waitFor()
    await inbox.reply('We are on it.')
    await inbox.message('We are on it.').getByText('Sent', { exact: true }).waitFor()
    const mails = mailsTo('noted')
    expect(mails).toHaveLength(1)
    expect(mails[0]?.raw.toString()).not.toContain('Between us')
  })

  test('waits while there is no connection, and goes out once and in order when it is back', async () => {
    await stage.customerWrites({ from: 'offline', subject: 'Offline', text: 'Hello?' })
    const { page, context } = await stage.sit('/inbox/all', { tolerates: /ERR_INTERNET_DISCONNECTED/ })
    const inbox = new InboxPage(page)
    await inbox.open('Offline')
    await context.setOffline(true)
    for (const text of ['first', 'second']) await inbox.reply(text)
    await inbox.message('first').getByText('Waiting for connection').waitFor()
    await context.setOffline(false)
    for (const text of ['first', 'second']) await inbox.message(text).getByText('Sent', { exact: true }).waitFor()
    const texts = mailsTo('offline').map(({ raw }) => /^(first|second)\r?$/m.exec(raw.toString())?.[1])
    expect(texts).toEqual(['first', 'second'])
  })
})
