/** Settings → Accounts → Connect a mailbox, as an admin fills it in. */
import type { Locator, Page } from 'playwright-core'

export type ServerChoice = { host: string; port: number; security: 'TLS' | 'STARTTLS' | 'None' }
export type MailboxChoice = {
  imap: ServerChoice
  smtp: ServerChoice
  user: string
  password: string
  /** PEM texts of the servers' own authorities. */
  ca?: { imap: string; smtp: string }
}

export class ConnectWizard {
  readonly page: Page
  readonly receiving: Locator
  readonly sending: Locator
  readonly outcome: Locator

  constructor(page: Page) {
    this.page = page
    this.receiving = page.getByRole('region', { name: 'Receiving', exact: true }).getByRole('listitem')
    this.sending = page.getByRole('region', { name: 'Sending', exact: true }).getByRole('listitem')
    this.outcome = page.getByText(/Both directions are proven|does not yet|Neither receiving nor sending/)
  }

  /** The kind of line, then the first stage. Nobody publishes the servers of a `.test` address, so the second one asks for everything. */
  async name(address: string, name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Email', exact: true }).click()
    await this.page.getByLabel('Email address').fill(address)
    await this.page.getByLabel('Name', { exact: true }).fill(name)
    await this.page.getByRole('button', { name: 'Find servers' }).click()
    await this.page.getByText('No servers were found').waitFor()
  }

  async fill({ imap, smtp, user, password, ca }: MailboxChoice): Promise<void> {
    const { page } = this
    for (const [group, choice] of [
      ['Receiving (IMAP)', imap],
      ['Sending (SMTP)', smtp],
    ] as const) {
      const fields = page.getByRole('group', { name: group })
      await fields.getByLabel('Server').fill(choice.host)
      await fields.getByLabel('Encryption').selectOption({ label: choice.security })
      await fields.getByLabel('Port').fill(String(choice.port))
    }
    await page.getByLabel('User name', { exact: true }).fill(user)
    await page.getByLabel('Password', { exact: true }).fill(password)
    if (ca === undefined) return
    const advanced = page.getByRole('button', { name: 'Advanced' })
    if ((await advanced.getAttribute('aria-expanded')) === 'false') await advanced.click()
    await page.getByLabel('Certificate for receiving').fill(ca.imap)
    await page.getByLabel('Certificate for sending').fill(ca.smtp)
  }

  /** Resolves when the test has come to an end, well or badly. */
  async test(): Promise<void> {
    await this.page.getByRole('button', { name: 'Test connection' }).click()
    await this.outcome.waitFor()
  }
}
