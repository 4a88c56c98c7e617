/** What an admin says about a bot. One schema gives the type, the checks, their sentences and the settings form. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'

export const publicApiRoot = 'https://api.telegram.org/'

const tokenShape = /^\d{1,20}:[\w-]{10,200}$/
const nameShape = /^\w{3,64}$/

export const telegramSettingsSchema = z.strictObject(
  {
    token: z
      .string('Paste the token that @BotFather gave for the bot.')
      .trim()
      .regex(
        tokenShape,
        'This is not a bot token. @BotFather shows it as a number, a colon and letters: 123456789:AAH… Paste all of it.',
      )
      .meta({ title: 'Bot token', description: 'From @BotFather: open it in Telegram and send /newbot or /token.' }),
    mode: z.enum(['polling', 'webhook'], 'Choose how messages come: polling or webhook.').default('polling').meta({
      title: 'How messages come',
      description:
        'polling: this desk asks Telegram, which works everywhere. webhook: Telegram calls this desk, which needs an https address the internet knows.',
    }),
    apiRoot: z
      .string()
      .trim()
      .refine(isApiRoot, 'Write the address of a Bot API server, such as https://bot-api.example.com, without a query.')
      .transform(withSlash)
      .optional()
      .meta({
        title: 'Bot API server',
        description: 'Only for a Bot API server of your own. Left out: Telegram’s.',
      }),
    username: z
      .string()
      .regex(nameShape, 'A bot’s name has letters, digits and underscores only, without @.')
      .optional()
      .meta({ title: 'Name of the bot', description: 'Learnt from Telegram. Customers find the bot by it.' }),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `There is no setting called ${issue.keys.map((key) => `“${key}”`).join(', ')}. Remove it.`
        : undefined,
  },
)

export type TelegramSettings = z.output<typeof telegramSettingsSchema>

/** What is sealed at rest and never leaves the server. The webhook's secret is made from the token. */
export const secretFields: readonly string[] = ['token']

/** A bot's id stands before the colon of its token, and stays when the token is replaced. */
export function botIdOf({ token }: Pick<TelegramSettings, 'token'>): string {
  return token.slice(0, token.indexOf(':'))
}

/** What Telegram has to show with each call of ours; who knows it cannot find the token. */
export function hookSecretOf({ token }: Pick<TelegramSettings, 'token'>): string {
  return createHmac('sha256', token).update('cordboard webhook secret').digest('base64url')
}

export function apiRootOf({ apiRoot }: Pick<TelegramSettings, 'apiRoot'>): URL {
  return new URL(apiRoot ?? publicApiRoot)
}

function isApiRoot(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false
  return url.username === '' && url.password === '' && url.search === '' && url.hash === ''
}

/** Without it the last part of the path would be dropped when methods are joined to it. */
function withSlash(text: string): string {
  return text.endsWith('/') ? text : `${text}/`
}
