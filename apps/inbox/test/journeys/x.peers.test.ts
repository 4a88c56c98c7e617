/** A profile on X at the desk: connected with its keys, answered in public and in private, and honest about what only the app of X can open. */
import { type FakeX, startFakeX } from '@cordboard/channel-twitter/pretend/fake-x'
import { brand, customers } from '@cordboard/channel-twitter/pretend/people'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { until } from '@cordboard/channel-testkit/peers/until'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeSeat } from './support/browser.ts'
import { type ChatStage, openChatStage } from './support/chat-stage.ts'
import { InboxPage } from './support/inbox-page.ts'

const [mia, wang, jonas, aisha] = customers

describe.skipIf(!hasPeer('chromium'))('a profile on X', () => {
  const opened = new AsyncDisposableStack()
  let stage: ChatStage
  let x: FakeX
  beforeAll(async () => {
    x = opened.use(await startFakeX())
    stage = opened.use(await openChatStage())
  }, 120_000)
  afterAll(() => opened.disposeAsync())

  async function openWith(name: string): Promise<InboxPage> {
    const desk = new InboxPage((await takeSeat(stage.browser, stage.desk, '/inbox/all')).page)
    await desk.open(name)
    return desk
  }
  const sent = (desk: InboxPage, words: string) => desk.message(words).getByText('Sent', { exact: true }).waitFor()

  test('is connected with four keys, each thing they must allow checked, and its messages announced', async () => {
    const { page } = await takeSeat(stage.browser, stage.desk, '/settings/accounts/connect')
    await page.getByRole('button', { name: 'X (Twitter)', exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('X support')
    await page.getByLabel('API key', { exact: true }).fill(x.keys.appKey)
    await page.getByLabel('API key secret').fill(x.keys.appSecret)
    await page.getByLabel('Access token', { exact: true }).fill(x.keys.accessToken)
    await page.getByLabel('Access token secret').fill(x.keys.accessSecret)
    await page.getByRole('button', { name: 'Speed, costs and more' }).click()
    await page.getByLabel('Let X announce new messages').check()
    await page.getByLabel('Address of the pretend X').fill(x.origin)
    await page.getByLabel('Its certificate').fill(x.ca)
    x.accessLevel = 'read-write'
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByRole('alert').getByText('The keys do not allow direct messages.').first().waitFor()
    await page.getByText('Public replies may be sent.').waitFor()
    await page.getByRole('button', { name: 'Correct the settings' }).click()
    x.accessLevel = 'read-write-directmessages'
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByText('Both directions are proven.').waitFor()
    await page.getByText(`X knows the keys as those of ${brand.name} (@${brand.username}).`).waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('link', { name: /x\.com\/messages\/compose/ }).waitFor()
    await until('X was told where to announce', () => x.activity.subscriptions.length >= 6, 15_000)
    for (const secret of x.secrets) expect(await page.content()).not.toContain(secret)
  })

  test('answers a mention in public within what X counts, and goes on in private in the same conversation', async () => {
    const post = x.world.addPost(wang!.id, `@${brand.username} 我的提现还没有到账！`)
    await x.activity.announce(x.activity.mention(post))
    const desk = await openWith(wang!.name)
    await desk.message('我的提现还没有到账').getByText('Public', { exact: true }).waitFor()
    const ways = desk.page.getByRole('group', { name: 'How the reply goes' })
    expect(await ways.getByRole('button', { name: 'Public reply' }).getAttribute('aria-pressed')).toBe('true')
    // Chinese counts twice, a link twenty-three whatever its length.
    const link = `https://a.example.com/${'x'.repeat(60)}`
    await desk.composer.fill(`${'很'.repeat(130)} ${link}`)
    await desk.page.getByText('284 / 280').waitFor()
    await desk.composer.fill(`${'很'.repeat(128)} ${link}`)
    await desk.page.getByText('280 / 280').waitFor()
    const before = desk.openId()
    await desk.page.keyboard.press('Control+Enter')
    await sent(desk, '很很很')
    const [reply] = x.endpoints.sent
    expect(reply).toMatchObject({ way: 'public', to: wang!.id, answers: post.id, text: `${'很'.repeat(128)} ${link}` })
    await ways.getByRole('button', { name: 'Continue in private' }).click()
    await desk.reply('请把订单号发给我。')
    await sent(desk, '请把订单号发给我。')
    expect(x.endpoints.sent[1]).toMatchObject({ way: 'dm', to: wang!.id, text: '请把订单号发给我。' })
    const event = x.world.addEvent(wang!.id, x.world.pair(wang!.id), '订单号 42')
    await x.activity.announce(x.activity.directMessage(event))
    await desk.message('订单号 42').getByText('Private', { exact: true }).waitFor()
    expect([desk.openId(), await desk.row(wang!.name).count()]).toEqual([before, 1])
    await desk.reply('谢谢，已经处理。')
    await sent(desk, '谢谢，已经处理。')
    expect(x.endpoints.sent.slice(2)).toMatchObject([{ way: 'dm', to: wang!.id, text: '谢谢，已经处理。' }])
    // What was begun in private stays there, whatever the customer posts meanwhile.
    await desk.composer.fill('您的银行卡尾号是 4242')
    const again = x.world.addPost(wang!.id, `@${brand.username} 还有人吗？`, { answers: post.id })
    await x.activity.announce(x.activity.mention(again))
    await desk.message('还有人吗').getByText('Public', { exact: true }).waitFor()
    await desk.composer.press('Control+Enter')
    await until('it was sent', () => x.endpoints.sent.length === 4)
    expect(x.endpoints.sent[3]).toMatchObject({ way: 'dm', to: wang!.id, text: '您的银行卡尾号是 4242' })
  })

  test('brings a direct message with its picture, and sends one back', async () => {
    const bytes = Buffer.alloc(60_000, 3)
    const { key } = x.world.addMedia(bytes, 'image/png')
    const event = x.world.addEvent(mia!.id, x.world.pair(mia!.id), 'This is what I see', {
      attachments: { media_keys: [key] },
    })
    await x.activity.announce(x.activity.directMessage(event))
    const desk = await openWith(mia!.name)
    const file = desk.message('This is what I see').getByRole('list', { name: 'Attachments' }).getByRole('link')
    const got = await desk.page.request.get(new URL((await file.getAttribute('href')) ?? '', stage.desk.url).href)
    expect(Buffer.compare(await got.body(), bytes)).toBe(0)
    const picker = desk.page.getByRole('region', { name: 'Write' }).locator('input[type=file]')
    await picker.setInputFiles({ name: 'answer.png', mimeType: 'image/png', buffer: Buffer.alloc(5_000, 4) })
    await desk.composer.fill('Press this button.')
    await desk.sendButton.click()
    await sent(desk, 'Press this button.')
    const answer = x.endpoints.sent.at(-1)
    expect(answer).toMatchObject({ way: 'dm', to: mia!.id, text: 'Press this button.' })
    expect(answer?.files.map(({ mediaType, bytes: { length } }) => [mediaType, length])).toEqual([['image/png', 5_000]])
  })

  test('takes a public reply back, and shows a post that its author deleted', async () => {
    const post = x.world.addPost(jonas!.id, `@${brand.username} never again`)
    await x.activity.announce(x.activity.mention(post))
    const desk = await openWith(jonas!.name)
    await desk.reply('We are sory.')
    await sent(desk, 'We are sory.')
    await desk.message('We are sory.').getByRole('button', { name: 'More for this message' }).click()
    await desk.page.getByRole('menuitem', { name: 'Take back' }).click()
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await desk.message('We are sory.').getByText('Taken back', { exact: true }).waitFor()
    expect(x.world.posts.map(({ text }) => text)).not.toContain('We are sory.')
    await x.activity.announce(x.activity.deletion(post))
    await desk.message('never again').getByText('Deleted by the sender').waitFor()
  })

  test('shows an encrypted message as one that only the app of X can open, and says so of the account', async () => {
    await x.activity.announce(x.activity.encrypted(aisha!.id))
    const { page } = await takeSeat(stage.browser, stage.desk, '/inbox/all')
    const desk = new InboxPage(page)
    await desk.row('An encrypted message.').click()
    await desk.message('An encrypted message. Only the app of X can open it').waitFor()
    type Account = { id: string; settings: object }
    const { items } = await stage.desk.call<{ items: Account[] }>('GET', '/accounts')
    // A line that stands says it within half a minute; one that is opened again at once.
    const settings = { ...items[0]?.settings, historyDays: 6 }
    await stage.desk.call('PATCH', `/accounts/${items[0]?.id}`, { settings })
    await page.goto(`${stage.desk.url}/settings/accounts/${items[0]?.id}`)
    await page.getByText('A customer wrote an encrypted message').first().waitFor()
  })
})
