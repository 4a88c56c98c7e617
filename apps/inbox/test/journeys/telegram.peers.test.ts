/** A Telegram bot at the desk: an admin connects it, customers write in all the ways Telegram has, and what agents do reaches them as it was meant. */
import type { FakeBot } from '@cordboard/channel-telegram/pretend/fake-bot'
import { fakeGroup, type FakePerson, fakePerson, privateChat } from '@cordboard/channel-telegram/pretend/people'
import { FakeTelegram } from '@cordboard/channel-telegram/pretend/server'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { until } from '@cordboard/channel-testkit/peers/until'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeSeat } from './support/browser.ts'
import { type ChatStage, openChatStage } from './support/chat-stage.ts'
import { InboxPage } from './support/inbox-page.ts'

const token = '7000000001:AAH-journey-token-0123456789'
const largestFetched = 20 * 1_024 * 1_024
/** Files of this size go through desk and browser on a machine that has other things to do. */
const fileLimitMs = 30_000

describe.skipIf(!hasPeer('chromium'))('a Telegram bot', () => {
  const opened = new AsyncDisposableStack()
  let stage: ChatStage
  let telegram: FakeTelegram
  let bot: FakeBot
  beforeAll(async () => {
    telegram = opened.use(await FakeTelegram.start())
    bot = telegram.addBot(token, 'acme_help_bot')
    stage = opened.use(await openChatStage())
  }, 120_000)
  afterAll(() => opened.disposeAsync())

  const ann = fakePerson(5_000_000_001, { first_name: 'Ann', last_name: 'Lee', username: 'annlee' })
  async function inbox(): Promise<InboxPage> {
    return new InboxPage((await takeSeat(stage.browser, stage.desk, '/inbox/all')).page)
  }
  async function openWith(person: FakePerson): Promise<InboxPage> {
    const desk = await inbox()
    await desk.open(person.first_name)
    return desk
  }
  const sentTo = (chat: number) => bot.sent.filter(({ chatId }) => chatId === chat)
  const lastSentTo = (chat: number, count: number) =>
    until(`${count} messages went to ${chat}`, () => sentTo(chat)[count - 1], 15_000)
  const sent = (desk: InboxPage, words: string) => desk.message(words).getByText('Sent', { exact: true }).waitFor()

  test('is connected by its token, with each check in words, and gives the link for customers', async () => {
    const { page } = await takeSeat(stage.browser, stage.desk, '/settings/accounts/connect')
    await page.getByRole('button', { name: 'Telegram', exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('Acme on Telegram')
    await page.getByLabel('Bot token').fill('7000000001:AAH-not-the-token-of-this-bot')
    await page.getByRole('button', { name: 'How messages come' }).click()
    await page.getByLabel('Bot API server').fill(telegram.apiRoot)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByRole('alert').getByText('Telegram did not accept the bot token.').first().waitFor()
    await page.getByRole('button', { name: 'Correct the settings' }).click()
    await page.getByLabel('Bot token').fill(token)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByText('Both directions are proven.').waitFor()
    await page.getByText('it is the bot @acme_help_bot').waitFor()
    await page.getByText('In groups the bot sees only commands').waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('link', { name: 'https://t.me/acme_help_bot' }).waitFor()
    await page.getByRole('img', { name: 'QR code of this link' }).waitFor()
    expect(await page.content()).not.toContain(token)
  })

  test('brings a customer’s words, and the answer goes out word for word with its marks', async () => {
    bot.hears(ann, { text: 'Where is my deposit? 💸' })
    const desk = await openWith(ann)
    await desk.message('Where is my deposit? 💸').waitFor()
    await desk.composer.fill('Hi **Ann** 👋, it is `42` & <here>:\n[the page](https://a.example/?q=1)')
    await desk.page.keyboard.press('Control+Enter')
    await sent(desk, 'it is 42')
    const { text, entities, replyTo } = await lastSentTo(ann.id, 1)
    expect(text).toBe('Hi Ann 👋, it is 42 & <here>:\nthe page')
    expect(entities).toEqual([
      { type: 'bold', offset: 3, length: 3 },
      { type: 'code', offset: 17, length: 2 },
      { type: 'text_link', offset: 30, length: 8, url: 'https://a.example/?q=1' },
    ])
    expect(replyTo).toBeNull()
    expect(sentTo(ann.id)).toHaveLength(1)
  })

  test('shows what a customer edited, and what it said before', async () => {
    const cy = fakePerson(5_000_000_002, { first_name: 'Cyrus' })
    const message = bot.hears(cy, { text: 'Send it to account 111.' })
    const desk = await openWith(cy)
    await desk.message('Send it to account 111.').waitFor()
    bot.editedBy(message, { text: 'Send it to account 222.' })
    const edited = desk.message('Send it to account 222.')
    await edited.getByRole('button', { name: 'Edited' }).click()
    await edited.getByRole('list', { name: 'What it said before' }).getByText('Send it to account 111.').waitFor()
    expect(await desk.thread.getByRole('article').count()).toBe(1)
  })

  test('brings an album as one message, a voice message, a file of 20 MB, and says why a larger one stays away', async () => {
    const dana = fakePerson(5_000_000_003, { first_name: 'Dana' })
    const [media_group_id, photo] = ['13579', (seed: number) => Buffer.alloc(40_000, seed)]
    for (const seed of [1, 2, 3])
      bot.hears(dana, {
        media_group_id,
        file: { kind: 'photo', bytes: photo(seed) },
        ...(seed === 1 && { caption: 'All receipts' }),
      })
    const desk = await openWith(dana)
    const files = (words: string) =>
      desk.message(words).getByRole('list', { name: 'Attachments' }).getByRole('listitem')
    const here = (words: string) => files(words).getByRole('link')
    await expect.poll(() => here('All receipts').count(), { timeout: fileLimitMs }).toBe(3)
    bot.hears(dana, {
      caption: 'Listen',
      file: { kind: 'voice', bytes: Buffer.alloc(9_000, 4), mediaType: 'audio/ogg' },
    })
    await here('Listen').filter({ hasText: /\.ogg/ }).waitFor()
    const bytes = Buffer.alloc(largestFetched, 5)
    bot.hears(dana, {
      caption: 'The log',
      file: { kind: 'document', bytes, fileName: 'app.log', mediaType: 'text/plain' },
    })
    bot.hears(dana, { caption: 'The film', file: { kind: 'video', bytes: Buffer.alloc(9), size: largestFetched + 1 } })
    await files('The film').getByText('Telegram gives bots files of up to 20 MB').waitFor()
    await here('The log').filter({ hasText: 'app.log' }).waitFor({ timeout: fileLimitMs })
    const url = await here('The log').getAttribute('href')
    const got = await desk.page.request.get(new URL(url ?? '', stage.desk.url).href)
    expect(Buffer.compare(await got.body(), bytes)).toBe(0)
  })

  test('gives each topic of a group a conversation of its own, under both names, and answers into it', async () => {
    const group = fakeGroup(-1_001_234_567_890, 'Traders', { is_forum: true })
    const inTopic = (id: number, name: string) => ({
      chat: group,
      message_thread_id: id,
      is_topic_message: true,
      reply_to_message: { message_id: id, chat: group, date: 1, forum_topic_created: { name, icon_color: 1 } },
    })
    bot.hears(ann, { text: 'Anyone else waiting?', ...inTopic(901, 'Withdrawals') })
    bot.hears(fakePerson(5_000_000_004, { first_name: 'Erin' }), { text: 'Good morning', ...inTopic(902, 'Smalltalk') })
    const desk = await inbox()
    await desk.row('Traders · Smalltalk').waitFor()
    await desk.open('Traders · Withdrawals')
    await desk.message('Anyone else waiting?').getByText('Ann Lee').waitFor()
    await desk.reply('It is slow today, nothing is lost.')
    await sent(desk, 'It is slow today')
    const [answer] = sentTo(group.id)
    expect([answer?.threadId, answer?.text]).toEqual([901, 'It is slow today, nothing is lost.'])
  })

  test('names the message an agent answers, and shows which one a customer answers', async () => {
    const finn = fakePerson(5_000_000_005, { first_name: 'Finn' })
    const first = bot.hears(finn, { text: 'Question one?' })
    bot.hears(finn, { text: 'Question two?' })
    const desk = await openWith(finn)
    const asked = desk.message('Question one?')
    await asked.hover()
    await asked.getByRole('button', { name: 'More for this message' }).click()
    await desk.page.getByRole('menuitem', { name: 'Answer this message' }).click()
    await desk.page.getByText('Answering Finn').waitFor()
    await desk.reply('Yes to that.')
    await sent(desk, 'Yes to that.')
    const answer = await lastSentTo(finn.id, 1)
    expect(answer.replyTo).toBe(first['message_id'])
    bot.hears(finn, { text: 'Great!', replyTo: answer.messageId })
    await desk
      .message('Great!')
      .getByRole('button', { name: /Yes to that\./ })
      .waitFor()
  })

  test('lets an agent correct and take back what was sent, at the customer as well', async () => {
    const gus = fakePerson(5_000_000_006, { first_name: 'Gus' })
    bot.hears(gus, { text: 'When?' })
    const desk = await openWith(gus)
    await desk.reply('On Mnday.')
    await sent(desk, 'On Mnday.')
    const more = async (words: string, choice: string) => {
      await desk.message(words).getByRole('button', { name: 'More for this message' }).click()
      await desk.page.getByRole('menuitem', { name: choice }).click()
    }
    await more('On Mnday.', 'Edit')
    await desk.page.getByRole('textbox', { name: 'The message' }).fill('On Monday.')
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await desk.message('On Monday.').getByRole('button', { name: 'Edited' }).waitFor()
    const message = await lastSentTo(gus.id, 1)
    expect([message.text, message.edits]).toEqual(['On Monday.', 1])
    await more('On Monday.', 'Take back')
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await desk.message('On Monday.').getByText('Taken back', { exact: true }).waitFor()
    expect(message.deleted).toBe(true)
  })

  test('says that a customer blocked it, and fails a reply with that sentence', async () => {
    const hana = fakePerson(5_000_000_007, { first_name: 'Hana' })
    bot.hears(hana, { text: 'Leave me alone.', chat: privateChat(hana) })
    const desk = await openWith(hana)
    bot.blocked(hana)
    await desk.message('The customer blocked the bot. Replies do not reach them').waitFor()
    await desk.reply('We are sorry.')
    const failed = desk.message('We are sorry.').getByRole('alert')
    await failed.getByText('The customer blocked the bot. Nothing reaches them until they unblock it.').waitFor()
    expect(sentTo(hana.id)).toEqual([])
  })

  test('says what may be attached before anything is sent', async () => {
    const desk = await openWith(ann)
    const picker = desk.page.getByRole('region', { name: 'Write' }).locator('input[type=file]')
    await picker.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.alloc(1_000, 1) })
    await desk.page.getByText(/At most 10 files in one message, 50 MB each/).waitFor()
    await desk.composer.fill('The form to sign.')
    await desk.sendButton.click()
    await sent(desk, 'The form to sign.')
    const { method, text, file } = await lastSentTo(ann.id, 2)
    expect([method, text, file?.fileName, file?.bytes.length]).toEqual([
      'sendPhoto',
      'The form to sign.',
      'photo.png',
      1_000,
    ])
  })
})
