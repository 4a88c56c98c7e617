type Advice = { words: string; provider: string }

const appPassword = 'email.adviceAppPassword'
const authorisationCode = 'email.adviceCode'

/** Ends of the names of the servers whose passwords are not the ones people know. */
const byServer: readonly (readonly [string, Advice])[] = [
  ['.gmail.com', { words: appPassword, provider: 'Google' }],
  ['.yahoo.com', { words: appPassword, provider: 'Yahoo' }],
  ['.aol.com', { words: appPassword, provider: 'AOL' }],
  ['.me.com', { words: appPassword, provider: 'iCloud' }],
  ['.zoho.com', { words: appPassword, provider: 'Zoho' }],
  ['.fastmail.com', { words: appPassword, provider: 'Fastmail' }],
  ['.yandex.com', { words: appPassword, provider: 'Yandex' }],
  ['.mail.ru', { words: appPassword, provider: 'Mail.ru' }],
  ['.qq.com', { words: authorisationCode, provider: 'QQ' }],
  ['.163.com', { words: authorisationCode, provider: '163' }],
  ['.126.com', { words: authorisationCode, provider: '126' }],
  ['.yeah.net', { words: authorisationCode, provider: 'yeah.net' }],
  ['.139.com', { words: authorisationCode, provider: '139' }],
  ['.office365.com', { words: 'email.adviceMicrosoft', provider: 'Microsoft' }],
]

/** What to paste as the password for this server, where that is not the password used in the browser; else `null`. */
export function passwordAdvice(host: string): Advice | null {
  const name = host.trim().toLowerCase()
  return byServer.find(([end]) => name.endsWith(end))?.[1] ?? null
}
