/** Every screen and state of the desk: where it is, what must stand there, and how to get it into that state. */
import type { Page } from 'playwright-core'
import type { FullDesk } from './full-desk.ts'

export type Screen = {
  name: string
  path: string
  /** Who looks; nobody at the entrance. */
  signedIn?: false
  /** Brings the state about, and resolves when it stands there. */
  show: (page: Page, say: (id: string) => string) => Promise<unknown>
}

const composer = (page: Page) => page.locator('textarea').waitFor()
const rows = (page: Page) => page.getByRole('option').first().waitFor()
const heading = (page: Page, words: string) => page.getByRole('heading', { level: 1, name: words }).waitFor()
const dialog = (page: Page) => page.getByRole('dialog').waitFor()

export type Doors = { invitation: string; desk: FullDesk; accountId: string }

async function findServers(page: Page, say: (id: string) => string, address: string): Promise<void> {
  await page.getByRole('button', { name: say('connect.channel.email'), exact: true }).click()
  await page.getByLabel(say('email.address')).fill(address)
  await page.getByRole('button', { name: say('email.findServers') }).click()
}

export function screensOf({ invitation, desk, accountId }: Doors): Screen[] {
  return [
    {
      name: 'sign-in',
      path: '/sign-in',
      signedIn: false,
      show: (page, say) => page.getByRole('button', { name: say('signIn.submit'), exact: true }).waitFor(),
    },
    {
      name: 'join',
      path: invitation,
      signedIn: false,
      show: (page, say) => page.getByLabel(say('join.name')).waitFor(),
    },
    {
      name: 'join-dead-link',
      path: '/join/this-is-not-a-token-at-all',
      signedIn: false,
      show: (page, say) => heading(page, say('join.deadTitle')),
    },
    { name: 'list-mine', path: '/inbox/mine', show: rows },
    { name: 'list-all', path: '/inbox/all', show: rows },
    { name: 'list-snoozed', path: '/inbox/snoozed', show: rows },
    { name: 'list-resolved', path: '/inbox/resolved', show: rows },
    { name: 'list-unsent', path: '/inbox/unsent', show: rows },
    {
      name: 'search-nothing',
      path: '/inbox/all?q=nothing-like-it',
      show: (page, say) => page.getByText(say('list.noMatch')).waitFor(),
    },
    {
      name: 'conversation-rich',
      path: `/c/${desk.rich}?view=all`,
      show: async (page) => {
        await composer(page)
        await page.locator('iframe').last().contentFrame().getByText('Thanks, Carlos').waitFor()
      },
    },
    { name: 'conversation-plain', path: `/c/${desk.plain}`, show: composer },
    {
      name: 'sender-forged',
      path: `/c/${desk.forged}?view=all`,
      show: (page, say) => page.getByText(say('proof.refuted'), { exact: true }).waitFor(),
    },
    {
      name: 'reply-failed',
      path: `/c/${desk.failed}`,
      show: (page, say) => page.getByText(say('delivery.failed')).waitFor(),
    },
    {
      name: 'reply-unconfirmed',
      path: `/c/${desk.unsure}?view=all`,
      show: (page, say) => page.getByText(say('delivery.unconfirmed')).waitFor(),
    },
    {
      name: 'confirm-resend',
      path: `/c/${desk.unsure}`,
      show: async (page, say) => {
        await page.getByRole('button', { name: say('delivery.sendAgain') }).click()
        await dialog(page)
      },
    },
    { name: 'conversation-resolved', path: `/c/${desk.resolved}?view=resolved`, show: composer },
    {
      name: 'conversation-gone',
      path: '/c/99999999',
      show: (page, say) => page.getByText(say('conversation.gone')).waitFor(),
    },
    {
      name: 'note',
      path: `/c/${desk.plain}`,
      show: async (page) => {
        await composer(page)
        await page.keyboard.press('n')
        await page.keyboard.type('已转给账务同事。')
      },
    },
    {
      name: 'message-details',
      path: `/c/${desk.rich}`,
      show: async (page, say) => {
        await page
          .getByRole('button', { name: say('details.show') })
          .first()
          .click()
        await page.getByText(say('details.raw')).first().waitFor()
      },
    },
    {
      name: 'palette',
      path: `/c/${desk.plain}`,
      show: (page) =>
        composer(page)
          .then(() => page.keyboard.press('Control+k'))
          .then(() => page.getByRole('combobox').waitFor()),
    },
    {
      name: 'shortcuts',
      path: `/c/${desk.plain}`,
      show: (page) =>
        composer(page)
          .then(() => page.keyboard.press('?'))
          .then(() => dialog(page)),
    },
    {
      name: 'assign-menu',
      path: `/c/${desk.plain}`,
      show: (page) =>
        composer(page)
          .then(() => page.keyboard.press('a'))
          .then(() => page.getByRole('menu').waitFor()),
    },
    {
      name: 'snooze-menu',
      path: `/c/${desk.plain}`,
      show: (page) =>
        composer(page)
          .then(() => page.keyboard.press('h'))
          .then(() => page.getByRole('menu').waitFor()),
    },
    {
      name: 'settings-accounts',
      path: '/settings/accounts',
      show: (page, say) => heading(page, say('settings.accounts')),
    },
    { name: 'settings-account', path: `/settings/accounts/${accountId}`, show: (page) => heading(page, 'Support') },
    {
      name: 'settings-connect',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await page.getByRole('button', { name: say('connect.channel.email'), exact: true }).click()
        await page.getByLabel(say('email.address')).waitFor()
      },
    },
    {
      name: 'settings-connect-channel',
      path: '/settings/accounts/connect',
      show: (page, say) => page.getByRole('button', { name: say('connect.channel.email'), exact: true }).waitFor(),
    },
    {
      name: 'settings-connect-bot',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await page.getByRole('button', { name: say('connect.channel.telegram'), exact: true }).click()
        await page.getByRole('button', { name: say('telegram.advanced') }).click()
        await page.getByLabel(say('telegram.apiRoot')).waitFor()
      },
    },
    {
      name: 'settings-connect-servers',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await findServers(page, say, 'support@desk.test')
        await page.getByLabel(say('email.password'), { exact: true }).waitFor()
      },
    },
    {
      name: 'settings-connect-google',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await findServers(page, say, 'support@gmail.com')
        await page.getByRole('radio', { name: say('email.way.google') }).check()
        await page.getByLabel(say('email.redirectUri')).waitFor()
      },
    },
    {
      name: 'settings-connect-microsoft',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await findServers(page, say, 'support@outlook.com')
        await page.getByRole('button', { name: say('email.signInAt.microsoft') }).click()
        await page.getByText(say('email.checkClientId')).waitFor()
      },
    },
    {
      name: 'settings-connect-provider',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await findServers(page, say, 'support@desk.test')
        await page.getByRole('button', { name: say('email.way.customOffer') }).click()
        await page.getByLabel(say('email.tokenUrl')).waitFor()
      },
    },
    {
      name: 'settings-sign-in-unknown',
      path: '/settings/accounts/sign-in/unknown',
      show: (page, say) => page.getByText(say('signInOutcome.unknown')).waitFor(),
    },
    {
      name: 'settings-test-failed',
      path: '/settings/accounts/connect',
      show: async (page, say) => {
        await findServers(page, say, 'support@desk.test')
        await page.getByLabel(say('email.password'), { exact: true }).fill('wrong')
        for (const server of [0, 1]) {
          await page.getByLabel(say('email.host')).nth(server).fill('localhost')
          await page.getByLabel(say('email.port')).nth(server).fill('1')
        }
        await page.getByRole('button', { name: say('test.start') }).click()
        await page.getByText(say('test.neither')).waitFor()
      },
    },
    {
      name: 'settings-test-passed',
      path: `/settings/accounts/${accountId}/settings`,
      show: async (page, say) => {
        await page.getByRole('button', { name: say('test.start') }).click()
        await page.getByText(say('test.bothProven')).waitFor()
      },
    },
    {
      name: 'settings-people',
      path: '/settings/people',
      show: (page) => page.getByText('Jonas Weber').first().waitFor(),
    },
    {
      name: 'settings-invited',
      path: '/settings/people',
      show: async (page, say) => {
        await page.getByRole('button', { name: say('people.invite') }).click()
        await dialog(page)
        await page.getByRole('button', { name: say('people.makeLink') }).click()
        await page.getByText(say('people.invitedTitle')).waitFor()
      },
    },
    {
      name: 'settings-api-keys',
      path: '/settings/api-keys',
      show: (page, say) => heading(page, say('settings.apiKeys')),
    },
    {
      name: 'settings-create-api-key',
      path: '/settings/api-keys',
      show: async (page, say) => {
        await page
          .getByRole('button', { name: say('apiKeys.create') })
          .first()
          .click()
        await dialog(page)
      },
    },
    { name: 'settings-desk', path: '/settings/desk', show: (page, say) => heading(page, say('settings.desk')) },
    {
      name: 'settings-profile',
      path: '/settings/profile',
      show: (page, say) => heading(page, say('settings.profile')),
    },
    {
      name: 'settings-appearance',
      path: '/settings/appearance',
      show: (page, say) => heading(page, say('settings.appearance')),
    },
    {
      name: 'page-missing',
      path: '/nothing/here',
      show: (page, say) => page.getByText(say('page.notFound')).waitFor(),
    },
  ]
}
