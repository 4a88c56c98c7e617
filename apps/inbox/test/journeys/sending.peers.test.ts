/** A reply that does not simply go out: what the agent sees, what they can do, and what reaches the customer. */
import { startFaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { InboxPage } from './support/inbox-page.ts'
import { mailboxSettings, openStage, type Stage } from './support/stage.ts'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('a reply that does not simply go out', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  async function writtenTo(subject: string, tolerates?: RegExp): Promise<InboxPage> {
    await stage.customerWrites({ from: subject.toLowerCase(), subject, text: `About ${subject}.` })
    const { page } = await stage.sit('/inbox/all', { ...(tolerates && { tolerates }) })
    const inbox = new InboxPage(page)
    await inbox.open(subject)
    return inbox
  }
  const mailsTo = (customer: string) =>
    stage.sink.received.filter(({ envelope }) => envelope.to.includes(`${customer}@customer.test`))

  test('is shown red with the server’s reason, and Retry sends it exactly once', async () => {
    const inbox = await writtenTo('Refused')
    stage.sink.always({ do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such mailbox here' })
    await inbox.reply('Are you there?')
    const failed = inbox.message('Are you there?').getByRole('alert')
    await failed.getByText('Not sent.').waitFor()
    expect(await failed.textContent()).toContain('refused@customer.test')
    await failed.getByText('550 5.1.1 No such mailbox here').waitFor()
    await inbox.row('Refused').getByText('Delivery problem').waitFor()
    await inbox.page.getByRole('link', { name: /^Delivery problems/ }).waitFor()
    stage.sink.always({ do: 'accept' })
    await failed.getByRole('button', { name: 'Retry' }).click()
    await inbox.message('Are you there?').getByText('Sent', { exact: true }).waitFor()
    await inbox.page.getByRole('link', { name: /^Delivery problems/ }).waitFor({ state: 'detached' })
    expect(mailsTo('refused')).toHaveLength(1)
  })

  test('that may have arrived is sent again only after the agent said so, under the same Message-ID', async () => {
    const inbox = await writtenTo('Silent')
    stage.sink.script({ do: 'cut', at: 'after_dot', kept: true })
    await inbox.reply('Your money is on its way.')
    const unsure = inbox.message('Your money is on its way.').getByRole('alert')
    await unsure.getByText('May not have been sent.').waitFor()
    expect(mailsTo('silent')).toHaveLength(1)
    const again = unsure.getByRole('button', { name: /^Send again/ })
    const dialog = inbox.page.getByRole('dialog')
    await again.click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(mailsTo('silent')).toHaveLength(1)
    await again.click()
    await dialog.getByRole('button', { name: /^Send again/ }).click()
    await inbox.message('Your money is on its way.').getByText('Sent', { exact: true }).waitFor()
    const ids = mailsTo('silent').map(({ raw }) => /^message-id: (.+)$/im.exec(raw.toString())?.[1])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  test('waits in sight while the mail server is away, and goes out by itself when it is back', async () => {
    const proxy = await startFaultProxy({ targetPort: stage.sink.port })
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    const { items } = await stage.desk.call<{ items: { id: string }[] }>('GET', '/accounts')
    const settings = mailboxSettings(stage.dovecot, stage.sink) as { smtp: object }
    const through = { ...settings, smtp: { ...settings.smtp, port: proxy.port } }
    await stage.desk.call('PATCH', `/accounts/${items[0]?.id}`, { settings: through })
    onTestFinished(async () => void (await stage.desk.call('PATCH', `/accounts/${items[0]?.id}`, { settings })))
    const inbox = await writtenTo('Away')
    await proxy.set({ refuse: true })
    await inbox.reply('Back in a minute.')
    await inbox.message('Back in a minute.').getByText('Waiting to be sent').waitFor()
    await expect.poll(() => inbox.message('Back in a minute.').textContent()).toMatch(/Next try \d+:\d+/)
    await proxy.set({})
    await inbox.message('Back in a minute.').getByText('Sent', { exact: true }).waitFor()
    expect(mailsTo('away')).toHaveLength(1)
  })

  test('written while the desk itself is down goes out once when the desk is back', async () => {
    const inbox = await writtenTo('Down', /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_CONNECTION_RESET|ERR_EMPTY/)
    await stage.desk.stop()
    await inbox.reply('Still here.')
    await inbox.message('Still here.').getByText('Waiting for connection').waitFor()
    await inbox.page.getByText('Connection lost.').waitFor()
    await stage.desk.start()
    await inbox.message('Still here.').getByText('Sent', { exact: true }).waitFor({ timeout: 30_000 })
    expect(mailsTo('down')).toHaveLength(1)
  }, 90_000)
})
