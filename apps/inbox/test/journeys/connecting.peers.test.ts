/** What an admin reads when a mailbox cannot be connected: which step failed, why, and what to do, within five seconds. */
import { freePorts } from '@cordboard/channel-testkit/peers/free-ports'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { takeSeat } from './support/browser.ts'
import { ConnectWizard, type MailboxChoice } from './support/connect-wizard.ts'
import { startDesk } from './support/desk.ts'
import { supportAddress } from './support/mail.ts'
import { openStage, type Stage } from './support/stage.ts'

const longestWaitMs = 5_000

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('connecting a mailbox', () => {
  let stage: Stage
  let right: MailboxChoice
  let nobodyListens: number
  beforeAll(async () => {
    stage = await openStage({ connected: false })
    const { dovecot, sink } = stage
    right = {
      imap: { host: 'localhost', port: dovecot.imapsPort, security: 'TLS' },
      smtp: { host: 'localhost', port: sink.port, security: 'STARTTLS' },
      ...dovecot.account('support'),
      ca: { imap: dovecot.ca, smtp: sink.ca },
    }
    nobodyListens = (await freePorts(1))[0] ?? 1
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  async function tested(change: Partial<MailboxChoice>, desk = stage.desk): Promise<ConnectWizard> {
    const { page } = await takeSeat(stage.browser, desk, '/settings/accounts/connect')
    const wizard = new ConnectWizard(page)
    await wizard.name(supportAddress, 'Support')
    await wizard.fill({ ...right, ...change })
    const begun = performance.now()
    await wizard.test()
    expect(performance.now() - begun).toBeLessThan(longestWaitMs)
    expect(await page.getByRole('button', { name: 'Connect', exact: true }).count()).toBe(0)
    return wizard
  }
  const failures = (wizard: ConnectWizard) => wizard.page.getByRole('listitem').getByRole('alert').allTextContents()

  test('with a wrong password says that it was refused, and leads back to its field with everything else kept', async () => {
    const wizard = await tested({ password: 'wrong' })
    for (const words of await failures(wizard)) expect(words).toMatch(/password/i)
    await wizard.page.getByRole('button', { name: 'Correct the settings' }).click()
    const password = wizard.page.getByLabel('Password', { exact: true })
    expect(await password.getAttribute('aria-invalid')).toBe('true')
    expect(await wizard.page.getByLabel('User name', { exact: true }).inputValue()).toBe('support')
    await password.fill(right.password)
    await wizard.test()
    await wizard.page.getByText('Both directions are proven.').waitFor()
  })

  test('on a port where nobody listens names the server and the port', async () => {
    const wizard = await tested({ imap: { host: '127.0.0.1', port: nobodyListens, security: 'TLS' } })
    await wizard.page.getByText('Sending works, receiving does not yet.').waitFor()
    const [words] = await failures(wizard)
    expect(words).toContain('127.0.0.1')
    expect(words).toContain(String(nobodyListens))
  })

  test('under a name nobody has says that it was not found', async () => {
    const wizard = await tested({ smtp: { host: 'mail.nowhere.invalid', port: 587, security: 'STARTTLS' } })
    await wizard.page.getByText('Receiving works, sending does not yet.').waitFor()
    expect((await failures(wizard)).join()).toContain('mail.nowhere.invalid')
  })

  test('behind a certificate nobody vouches for says so instead of trusting it', async () => {
    const wizard = await tested({ ca: { imap: '', smtp: '' } })
    const words = await failures(wizard)
    expect(words).toHaveLength(2)
    for (const sentence of words) expect(sentence).toMatch(/certificate/i)
  })

  test('in a private network is refused where the operator has not listed it', async () => {
    const database = await createTestDatabase()
    const strict = await startDesk({ databaseUrl: database.url, allowPrivateHosts: '10.99.0.0/16' })
    onTestFinished(async () => {
      await strict[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    })
    const wizard = await tested({}, strict)
    const words = await failures(wizard)
    expect(words).toHaveLength(2)
    for (const sentence of words) expect(sentence).toContain('ALLOW_PRIVATE_HOSTS')
  })
})
