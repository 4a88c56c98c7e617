/** Whom an agent writes to, and under which signature: what stands on the screen is what goes on the wire. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InboxPage } from './support/inbox-page.ts'
import { openStage, type Stage } from './support/stage.ts'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('a reply with copies', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    const { items } = await stage.desk.call<{ items: { id: string }[] }>('GET', '/accounts')
    const sending = { signature: '**{{agent.name}}**\n{{account.name}} desk' }
    await stage.desk.call('PATCH', `/accounts/${items[0]?.id}`, { sending })
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  test('reaches those the agent sees, and everybody only after Reply to all', async () => {
    const cc = ['boss@partner.test', 'legal@partner.test', 'support@desk.test']
    await stage.customerWrites({ from: 'mei', subject: 'Contract', text: 'See the attached contract.', cc })
    const { page } = await stage.sit('/inbox/all')
    const inbox = new InboxPage(page)
    await inbox.open('Contract')
    const write = page.getByRole('region', { name: 'Write' })
    await write.getByRole('group', { name: 'Signature' }).getByText('Support desk').waitFor()
    await inbox.reply('Only to you.')
    await expect.poll(() => stage.sink.received.length).toBe(1)
    expect(stage.sink.received[0]?.envelope.to).toEqual(['mei@customer.test'])
    expect(stage.sink.received[0]?.raw.toString()).toContain('Support desk')

    await write.getByRole('button', { name: 'Reply to all (3)' }).click()
    await write.getByRole('button', { name: 'Remove legal@partner.test' }).waitFor()
    await page.locator('textarea:focus').waitFor()
    // Copies kept from before are shown, and take the keys from nobody.
    await page.reload()
    await inbox.open('Contract')
    await write.getByRole('button', { name: 'Remove legal@partner.test' }).waitFor()
    expect(await page.locator('input:focus').count()).toBe(0)
    const bcc = write.getByRole('textbox', { name: 'Bcc' })
    await bcc.fill('audit@partner.test, nonsense')
    await bcc.press('Enter')
    await write.getByRole('button', { name: 'Remove audit@partner.test' }).waitFor()
    await inbox.composer.fill('To all of you.')
    await write.getByText('Not an address').waitFor()
    await page.keyboard.press('Control+Enter')
    await write.getByText('What stands in Cc or Bcc is not an address.').waitFor()
    await bcc.fill('')
    // By keyboard alone: Backspace takes the last one out, undo brings it back.
    const copies = write.getByRole('textbox', { name: 'Cc', exact: true })
    await copies.press('Backspace')
    await expect.poll(() => write.getByRole('button', { name: 'Remove legal@partner.test' }).count()).toBe(0)
    await copies.press('Control+z')
    await write.getByRole('button', { name: 'Remove legal@partner.test' }).waitFor()
    await copies.press('Backspace')
    await write.getByRole('button', { name: 'Send without signature' }).click()
    await page.reload()
    await inbox.open('Contract')
    await write.getByRole('button', { name: 'Remove audit@partner.test' }).waitFor()
    await write.getByRole('button', { name: 'Add signature' }).waitFor()
    await inbox.composer.click()
    await page.keyboard.press('Control+Enter')
    await inbox.message('To all of you.').getByText('Sent', { exact: true }).waitFor()
    const sent = stage.sink.received[1]
    expect(sent?.envelope.to).toEqual(['mei@customer.test', 'boss@partner.test', 'audit@partner.test'])
    expect(sent?.raw.toString()).not.toContain('audit@')
    expect(sent?.raw.toString()).not.toContain('Support desk')
    await inbox.message('To all of you.').getByRole('button', { name: 'Message details' }).click()
    await inbox.message('To all of you.').getByText('audit@partner.test').waitFor()
    await inbox.message('To all of you.').getByText('Message ID').waitFor()
    await inbox.message('To all of you.').getByRole('listitem').filter({ hasText: /Sent$/ }).waitFor()
  })
})
