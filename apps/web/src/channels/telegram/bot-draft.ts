/** A bot's settings while they are typed. */
import type { Settings } from '../channel-form.ts'

export type Field = 'name' | 'token' | 'mode' | 'apiRoot'

export type BotDraft = {
  values: Record<Field, string>
  /** The stored token stays as it is. */
  keepsToken: boolean
  /** Learnt from Telegram; gone with the token, because another one may be another bot's. */
  username: string | null
}

export type Checks = Partial<Record<Field, string>>

const tokenShape = /^\d{1,20}:[\w-]{10,200}$/

/** What is stored, ready to be changed: a token that is set comes as `null` and stays until it is replaced. */
export function draftOf(name: string, stored: Settings | null): BotDraft {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const { token, mode, apiRoot, username } = stored ?? {}
  return {
    values: { name, token: text(token), mode: text(mode) || 'polling', apiRoot: text(apiRoot) },
    keepsToken: token === null,
    username: text(username) || null,
  }
}

/** What can be told wrong without asking the server: message ids by field. */
export function checkDraft({ values, keepsToken }: BotDraft): Checks {
  const root = values.apiRoot.trim() === '' ? null : URL.parse(values.apiRoot.trim())
  const isRoot = values.apiRoot.trim() === '' || root?.protocol === 'https:' || root?.protocol === 'http:'
  return {
    ...(values.name.trim() === '' && { name: 'telegram.checkName' }),
    ...(!keepsToken && !tokenShape.test(values.token.trim()) && { token: 'telegram.checkToken' }),
    ...(!isRoot && { apiRoot: 'telegram.checkApiRoot' }),
  }
}

/** As the API takes them; a token left out stays. */
export function settingsOf({ values, keepsToken, username }: BotDraft): Settings {
  const apiRoot = values.apiRoot.trim()
  return {
    mode: values.mode,
    ...(keepsToken ? {} : { token: values.token.trim() }),
    ...(keepsToken && username !== null ? { username } : {}),
    ...(apiRoot === '' ? {} : { apiRoot }),
  }
}
