/** An admin lets the desk into a mailbox on the provider's own pages, mends a wrong secret, and reconnects when access was taken back. */
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { type Dovecot, startDovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { type OauthProvider, startOauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { type SmtpSink, startSmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { launchBrowser, takeSeat } from './support/browser.ts'
import { ConnectWizard } from './support/connect-wizard.ts'
import { type Desk, startDesk } from './support/desk.ts'
import { supportAddress } from './support/mail.ts'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('signing in at the provider', () => {
  let stack: AsyncDisposableStack
  let [database, provider, dovecot, sink, desk, browser]: [
    TestDatabase?,
    OauthProvider?,
    Dovecot?,
    SmtpSink?,
    Desk?,
    Browser?,
  ] = []

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    database = stack.use(await createTestDatabase())
    const own = (provider = stack.use(await startOauthProvider({ user: 'support' })))
    dovecot = stack.use(await startDovecot({ tokenInfoUrl: `${own.origin}/tokeninfo?access_token=` }))
    const acceptsToken = (user: string, token: string) => own.accepts(user, token)
    sink = stack.use(await startSmtpSink({ accounts: {}, acceptsToken, forward: { 'desk.test': dovecot } }))
    desk = stack.use(await startDesk({ databaseUrl: database.url }))
    const opened = (browser = await launchBrowser())
    stack.defer(() => opened.close())
  }, 120_000)
  afterAll(() => stack.disposeAsync())

  async function sit(path: string): Promise<Page> {
    if (!browser || !desk) throw new Error('The stage is not set.')
    return (await takeSeat(browser, desk, path)).page
  }

  async function choose(page: Page, words: 'Allow' | 'Deny'): Promise<void> {
    await page.getByRole('heading', { name: 'Let the desk read your mail?' }).waitFor()
    await page.getByRole('link', { name: words }).click()
  }

  /** Everything but the secret, which the caller types. */
  async function fill(page: Page): Promise<void> {
    const wizard = new ConnectWizard(page)
    await wizard.name(supportAddress, 'Support')
    await page.getByRole('button', { name: 'Sign in on the provider’s pages instead' }).click()
    const { origin, clientId } = provider ?? { origin: '', clientId: '' }
    for (const [group, port] of [
      ['Receiving (IMAP)', dovecot?.imapPort],
      ['Sending (SMTP)', sink?.port],
    ] as const) {
      const fields = page.getByRole('group', { name: group })
      await fields.getByLabel('Server').fill('localhost')
      await fields.getByLabel('Encryption').selectOption({ label: 'STARTTLS' })
      await fields.getByLabel('Port').fill(String(port))
    }
    await page.getByLabel('User name', { exact: true }).fill('support')
    await page.getByLabel('Client ID').fill(clientId)
    // Another site than the desk's, as in life: the session's cookie has to come along on the way back.
    await page.getByLabel('Authorisation address').fill(`${origin.replace('127.0.0.1', 'localhost')}/authorize`)
    await page.getByLabel('Token address').fill(`${origin}/token`)
    await page.getByLabel('Scopes').fill('mail offline')
    await page.getByRole('button', { name: 'Advanced' }).click()
    await page.getByLabel('Certificate for receiving').fill(dovecot?.ca ?? '')
    await page.getByLabel('Certificate for sending').fill(sink?.ca ?? '')
  }

  test('leads from a wrong secret to a mailbox that is proven in both directions, and back after access was taken away', async () => {
    const page = await sit('/settings/accounts/connect')
    await fill(page)
    expect(await page.getByLabel('Redirect address').inputValue()).toBe(`${desk?.url}/oauth/callback`)
    await page.getByLabel('Client secret').fill('not the right one')
    await page.getByRole('button', { name: 'Sign in at the provider' }).click()
    await choose(page, 'Deny')
    await page.getByRole('alert').getByText('was cancelled there').waitFor()
    await page.getByRole('button', { name: 'Sign in at the provider' }).click()
    await choose(page, 'Allow')
    await page.getByRole('alert').getByText('does not accept the client ID or client secret').waitFor()
    await page.getByRole('button', { name: 'Replace: Client secret' }).click()
    await page.getByLabel('Client secret').fill(provider?.clientSecret ?? '')
    await page.getByRole('button', { name: 'Sign in at the provider' }).click()
    await choose(page, 'Allow')
    await page.getByText('Both directions are proven.').waitFor({ timeout: 30_000 })
    expect(page.url()).not.toMatch(/code|state|signedIn/)

    provider?.revoke()
    dovecot?.killSessions()
    await page.getByRole('button', { name: 'Reconnect' }).click({ timeout: 30_000 })
    await choose(page, 'Allow')
    await page.getByText('Both directions are proven.').waitFor({ timeout: 30_000 })
    await page.getByText('Connected', { exact: true }).first().waitFor()
    expect(leaksOf(provider?.secrets ?? [], desk?.output, await page.content())).toEqual([])
  }, 120_000)

  test('says so when the answer is used a second time', async () => {
    const page = await sit('/oauth/callback?state=forged&code=stolen')
    await page.getByText('This sign-in is no longer open').waitFor()
    expect(new URL(page.url()).pathname).toBe('/settings/accounts/sign-in/unknown')
  })
})
