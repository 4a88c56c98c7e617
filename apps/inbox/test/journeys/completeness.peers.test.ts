/** An admin makes sure that nothing of a mailbox is missing, and chooses which of its folders are read. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { until } from '@cordboard/channel-testkit/peers/until'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { writeMail } from './support/mail.ts'
import { openStage, type Stage } from './support/stage.ts'

const folder = '客户/VIP, Europa'
/** In modified UTF-7, as servers are told. */
const wireFolder = '&W6JiNw-/VIP, Europa'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('an admin of a mailbox', () => {
  let database: TestDatabase
  let stage: Stage
  let account: string
  beforeAll(async () => {
    database = await createTestDatabase()
    stage = await openStage({ databaseUrl: database.url })
    const { items } = await stage.desk.call<{ items: { id: string }[] }>('GET', '/accounts')
    account = `/settings/accounts/${items[0]?.id}`
  }, 120_000)
  afterAll(async () => {
    await stage[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })

  const subjects = async () => {
    const { items } = await stage.desk.call<{ items: { subject: string }[] }>('GET', '/conversations')
    return items.map(({ subject }) => subject).toSorted()
  }

  test('sees what is on the server and not at the desk, and fetches it', async () => {
    for (const subject of ['One', 'Two', 'Three']) await stage.customerWrites({ from: 'mei', subject })
    await until('all are shown', async () => (await subjects()).length === 3, 15_000)
    await stage.desk.sql(
      `update ledger set provider_key = 'another', raw_sha256 = sha256('another')
       where id = (select ledger_id from messages where subject = 'Two')`,
    )

    const { page } = await stage.sit(account)
    await page.getByRole('button', { name: 'Check completeness' }).click()
    await page.getByText('1 is missing here.').waitFor()
    await page.getByRole('row', { name: /Two.*mei@customer\.test.*Missing/ }).waitFor()
    await page.getByText('1 received earlier is no longer on the server').waitFor()
    await page.getByRole('button', { name: 'Fetch missing' }).click()
    await page.getByText('1 missing message fetched.').waitFor()
    await page.getByText('All 3 on the server are here.').waitFor()
    expect(await subjects()).toEqual(['One', 'Three', 'Two'])
  }, 60_000)

  test('chooses a folder of any name from the server’s list, and its mail comes', async () => {
    {
      await using session = await stage.dovecot.session('support')
      await session.createFolder(wireFolder)
    }
    await stage.dovecot.append(
      'support',
      wireFolder,
      await writeMail({ from: 'vip@customer.test', subject: 'From Europe' }),
    )
    const { page } = await stage.sit(`${account}/settings`)
    await page.getByRole('button', { name: 'Advanced' }).click()
    await page.getByRole('button', { name: 'Choose folders…' }).click()
    const list = page.getByRole('dialog')
    expect(await list.getByRole('checkbox', { name: 'INBOX' }).isChecked()).toBe(true)
    expect(await list.getByRole('checkbox', { name: 'Sent' }).isVisible()).toBe(false)
    await list.getByRole('checkbox', { name: 'VIP, Europa' }).check()
    await list.getByRole('button', { name: 'Use these folders' }).click()
    expect(await page.getByLabel('Folders to read').inputValue()).toBe(`INBOX, "${folder}"`)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByRole('button', { name: 'Save and reconnect' }).click({ timeout: 30_000 })
    await until('its mail is shown', async () => (await subjects()).includes('From Europe'), 30_000)
  }, 90_000)
})
