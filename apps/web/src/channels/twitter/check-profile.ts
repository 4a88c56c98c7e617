import { type Field, priceFields, type ProfileDraft, type SecretField } from './profile-draft.ts'

export type Checks = Partial<Record<Field, string>>

const accessTokenShape = /^\d{1,20}-\S+$/
const mostDays = 30

/** What can be told wrong without asking the server: message ids by field. */
export function checkProfile(draft: ProfileDraft): Checks {
  const { values } = draft
  const isDays = /^\d{1,2}$/.test(values.historyDays.trim()) && Number(values.historyDays) <= mostDays
  return {
    ...(values.name.trim() === '' && { name: 'twitter.checkName' }),
    ...checkSignIn(draft),
    ...(!isDays && { historyDays: 'twitter.checkDays' }),
    ...(!isAmount(values.dailyLimit) && { dailyLimit: 'twitter.checkAmount' }),
    ...Object.fromEntries(
      priceFields.filter((field) => !isAmount(values[field])).map((field) => [field, 'twitter.checkAmount']),
    ),
  }
}

function checkSignIn({ values, kept, way, announced }: ProfileDraft): Checks {
  const lacks = (field: Field) => values[field].trim() === '' && !kept.includes(field as SecretField)
  const keys: readonly Field[] = ['appKey', 'appSecret', 'accessToken', 'accessSecret']
  const wanted = way === 'keys' ? keys : [...(announced ? keys.slice(0, 2) : []), 'oauth2.clientId' as const]
  const token = values.accessToken.trim()
  return {
    ...Object.fromEntries(wanted.filter(lacks).map((field) => [field, 'twitter.checkKey'])),
    ...(way === 'keys' && token !== '' && !accessTokenShape.test(token) && { accessToken: 'twitter.checkToken' }),
  }
}

function isAmount(typed: string): boolean {
  return typed.trim() === '' || /^\d{1,7}(\.\d{1,6})?$/.test(typed.trim())
}
