/** The journey the product is for: from the link a fresh start prints to a customer answered, on both queue back ends. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { startDovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startSmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { startRedis } from '../support/redis.ts'
import { launchBrowser, takeSeat } from './support/browser.ts'
import { ConnectWizard } from './support/connect-wizard.ts'
import { startDesk, type DeskOptions } from './support/desk.ts'
import { InboxPage } from './support/inbox-page.ts'
import { readMailbox, supportAddress, writeMail, type ReadMail } from './support/mail.ts'

const invoice = Buffer.from([0x25, 0x50, 0x44, 0x46, ...Array.from({ length: 50_000 }, (_, index) => index % 251)])
const subject = '提现 Withdrawal is stuck'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('the first day of a desk', () => {
  test('with nothing but Node: its own PostgreSQL carries the queue', () => firstDay({}), 120_000)

  test.skipIf(!hasPeer('redis'))(
    'with a PostgreSQL and a Redis of the operator’s',
    async () => {
      await using database = await createTestDatabase()
      await using redis = await startRedis()
      await firstDay({ databaseUrl: database.url, redisUrl: redis.url })
    },
    120_000,
  )
})

async function firstDay(options: DeskOptions): Promise<void> {
  await using dovecot = await startDovecot({ accounts: ['support', 'carlos'] })
  const { user, password } = dovecot.account('support')
  await using sink = await startSmtpSink({
    accounts: { [user]: password },
    forward: { 'desk.test': dovecot, 'customer.test': dovecot },
  })
  await using desk = await startDesk({ ...options, hasAdmin: false })
  await using closing = new AsyncDisposableStack()
  const browser = await launchBrowser()
  closing.defer(() => browser.close())
  const { page } = await takeSeat(browser, desk, desk.adminLink ?? '', { agent: null })

  await createDesk(page)
  await page.getByRole('button', { name: 'Connect a mailbox' }).click()
  const wizard = new ConnectWizard(page)
  await wizard.name(supportAddress, 'Acme Support')
  await wizard.fill({
    imap: { host: 'localhost', port: dovecot.imapsPort, security: 'TLS' },
    smtp: { host: 'localhost', port: sink.port, security: 'STARTTLS' },
    user,
    password,
    ca: { imap: dovecot.ca, smtp: sink.ca },
  })
  await connect(wizard)

  const inbox = new InboxPage(page)
  await page.getByRole('link', { name: 'Back to the inbox' }).click()
  await page.getByRole('link', { name: /^All/ }).click()
  await page.getByText('No open conversations.').waitFor()
  await page.evaluate('window.loadedOnce = true')

  const customer = async (mail: Partial<ReadMail> & { text: string }) => {
    const { messageId, inReplyTo, references, text } = mail
    const ids = { ...(messageId && { messageId }), ...(inReplyTo && { inReplyTo }), ...(references && { references }) }
    const from = { name: 'Carlos Ruiz', address: 'carlos@customer.test' }
    await dovecot.deliver('support', await writeMail({ from, subject: mail.subject ?? subject, text, ...ids }))
  }
  await customer({ messageId: '<first@customer.test>', text: 'My withdrawal has been pending since Monday.' })
  await inbox.row('Carlos Ruiz').waitFor()
  await expect.poll(() => page.title()).toBe('(1) All · Cordboard')
  await inbox.open('Carlos Ruiz')
  await expect.poll(() => page.title()).toBe('All · Cordboard')

  await answerWithFile(inbox)
  const [arrived] = await readMailbox(dovecot, 'carlos', 1)
  expect(arrived).toMatchObject({
    from: 'Acme Support <support@desk.test>',
    to: ['carlos@customer.test'],
    subject: `Re: ${subject}`,
    inReplyTo: '<first@customer.test>',
    references: ['<first@customer.test>'],
  })
  expect(arrived?.text).toContain('released it just now')
  expect(arrived?.html).toContain('<strong>released it just now</strong>')
  expect(arrived?.files).toEqual([{ fileName: '账单 November.pdf', bytes: invoice }])

  // From the composer back to the list, where an answer shows as unread.
  for (let level = 0; level < 3; level++) await page.keyboard.press('Escape')
  await page.waitForURL('**/inbox/all')
  const { messageId = '', references = [] } = arrived ?? {}
  await customer({
    subject: `Re: ${subject}`,
    inReplyTo: messageId,
    references: [...references, messageId],
    text: 'It is there, thank you!',
  })
  await inbox.row('It is there, thank you!').getByText('Unread').waitFor({ state: 'attached' })
  await expect.poll(() => page.title()).toBe('(1) All · Cordboard')
  await inbox.open('Carlos Ruiz')
  await inbox.message('It is there, thank you!').waitFor()
  expect(
    await inbox.thread
      .getByRole('listitem')
      .filter({ has: page.getByRole('article') })
      .count(),
  ).toBe(3)

  await page.getByRole('button', { name: 'Resolve' }).click()
  await inbox.row('Carlos Ruiz').waitFor({ state: 'detached' })
  await customer({ subject: `Re: ${subject}`, inReplyTo: messageId, references: [messageId], text: 'One more thing.' })
  await inbox.row('One more thing.').waitFor()
  await inbox.open('One more thing.')
  await inbox.message('It is there, thank you!').waitFor()
  await inbox.message('One more thing.').waitFor()
  expect(await inbox.rows.count()).toBe(1)
  expect(await page.evaluate('window.loadedOnce')).toBe(true)
}

async function createDesk(page: Page): Promise<void> {
  await page.getByLabel('Name of the desk').fill('Acme 客服')
  await page.getByLabel('Your name').fill('Anna Klein')
  await page.getByLabel('Email address').fill('anna@desk.test')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Create desk' }).click()
  await page.waitForURL('**/inbox/mine')
  await page.getByText('Acme 客服').waitFor()
  await page.getByText('No mailbox is connected yet.').waitFor()
}

async function connect(wizard: ConnectWizard): Promise<void> {
  const { page } = wizard
  await wizard.test()
  await page.getByText('Both directions are proven.').waitFor()
  for (const steps of [wizard.receiving, wizard.sending]) {
    const words = await steps.allTextContents()
    expect(words.length).toBeGreaterThanOrEqual(5)
    for (const line of words) expect(line).toContain(': done')
  }
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Acme Support is connected.').waitFor()
  await page.getByText('Connected', { exact: true }).first().waitFor()
}

async function answerWithFile(inbox: InboxPage): Promise<void> {
  const { page } = inbox
  await inbox.composer.fill('Hello Carlos, we have **released it just now**.')
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  const chooser = await choosing
  await chooser.setFiles({ name: '账单 November.pdf', mimeType: 'application/pdf', buffer: invoice })
  await page.getByRole('button', { name: 'Remove 账单 November.pdf' }).waitFor()
  await expect.poll(() => inbox.sendButton.isEnabled()).toBe(true)
  await inbox.sendButton.click()
  const reply = inbox.message('released it just now')
  await reply.getByText('Sent', { exact: true }).waitFor()
  expect(await reply.locator('strong').allTextContents()).toEqual(['released it just now'])
}
