/** Mail providers whose servers are known: by the address's domain, or by where its mail exchange points. */
import type { FoundServer, FoundServers } from './found-servers.ts'

/** What a refused password most often means at a provider: which sentence says it, and the provider's name. */
export type SignInAdvice = {
  sentence: 'sign_in_app_password' | 'sign_in_authorisation_code' | 'sign_in_microsoft' | 'sign_in_switch_on'
  provider: string
}

export type Provider = FoundServers & { signInAdvice: SignInAdvice | null }

const appPassword = (name: string): SignInAdvice => ({ sentence: 'sign_in_app_password', provider: name })
const authorisationCode = (name: string): SignInAdvice => ({ sentence: 'sign_in_authorisation_code', provider: name })
const switchOn = (name: string): SignInAdvice => ({ sentence: 'sign_in_switch_on', provider: name })
const microsoftAdvice: SignInAdvice = { sentence: 'sign_in_microsoft', provider: 'Microsoft' }

function provider(imapHost: string, smtpHost: string, signInAdvice: SignInAdvice | null, smtpPort = 465): Provider {
  return {
    imap: { host: imapHost, port: 993, security: 'tls' },
    smtp: { host: smtpHost, port: smtpPort, security: smtpPort === 587 ? 'starttls' : 'tls' },
    signInAdvice,
  }
}

const google = provider('imap.gmail.com', 'smtp.gmail.com', appPassword('Google'))
const outlook = provider('outlook.office365.com', 'smtp-mail.outlook.com', microsoftAdvice, 587)
const microsoft365 = provider('outlook.office365.com', 'smtp.office365.com', microsoftAdvice, 587)
const yahoo = provider('imap.mail.yahoo.com', 'smtp.mail.yahoo.com', appPassword('Yahoo'))
const icloud = provider('imap.mail.me.com', 'smtp.mail.me.com', appPassword('iCloud'), 587)
const qq = provider('imap.qq.com', 'smtp.qq.com', authorisationCode('QQ Mail'))
const exmail = provider('imap.exmail.qq.com', 'smtp.exmail.qq.com', authorisationCode('Tencent Exmail'))
const netEase = (domain: string) => provider(`imap.${domain}`, `smtp.${domain}`, authorisationCode('NetEase Mail'))
const netEaseEnterprise = provider(
  'imap.qiye.163.com',
  'smtp.qiye.163.com',
  authorisationCode('NetEase Enterprise Mail'),
  994,
)
const aliyun = provider('imap.aliyun.com', 'smtp.aliyun.com', null)
const aliyunEnterprise = provider('imap.qiye.aliyun.com', 'smtp.qiye.aliyun.com', authorisationCode('Alibaba Mail'))
const zoho = provider('imap.zoho.com', 'smtp.zoho.com', appPassword('Zoho'))
const zohoEnterprise = provider('imappro.zoho.com', 'smtppro.zoho.com', appPassword('Zoho'))
const fastmail = provider('imap.fastmail.com', 'smtp.fastmail.com', appPassword('Fastmail'))
const yandex = provider('imap.yandex.com', 'smtp.yandex.com', appPassword('Yandex'))
const gmx = (domain: string) => provider(`imap.${domain}`, `mail.${domain}`, switchOn('GMX'))

const byDomain: Readonly<Record<string, Provider>> = {
  'gmail.com': google,
  'googlemail.com': google,
  'outlook.com': outlook,
  'hotmail.com': outlook,
  'live.com': outlook,
  'msn.com': outlook,
  'yahoo.com': yahoo,
  'ymail.com': yahoo,
  'aol.com': provider('imap.aol.com', 'smtp.aol.com', appPassword('AOL')),
  'icloud.com': icloud,
  'me.com': icloud,
  'mac.com': icloud,
  'qq.com': qq,
  'vip.qq.com': qq,
  'foxmail.com': qq,
  '163.com': netEase('163.com'),
  '126.com': netEase('126.com'),
  'yeah.net': netEase('yeah.net'),
  '139.com': provider('imap.139.com', 'smtp.139.com', authorisationCode('139 Mail')),
  'sina.com': provider('imap.sina.com', 'smtp.sina.com', authorisationCode('Sina Mail')),
  'aliyun.com': aliyun,
  'zoho.com': zoho,
  'zohomail.com': zoho,
  'fastmail.com': fastmail,
  'fastmail.fm': fastmail,
  'yandex.com': yandex,
  'yandex.ru': yandex,
  'mail.ru': provider('imap.mail.ru', 'smtp.mail.ru', appPassword('Mail.ru')),
  'gmx.com': gmx('gmx.com'),
  'gmx.net': gmx('gmx.net'),
  'gmx.de': gmx('gmx.net'),
  'web.de': provider('imap.web.de', 'smtp.web.de', switchOn('WEB.DE'), 587),
}

/** Ends of mail exchange names. */
const byMailExchange: readonly (readonly [string, Provider])[] = [
  ['.google.com', google],
  ['.googlemail.com', google],
  ['.mail.protection.outlook.com', microsoft365],
  ['.mx.microsoft', microsoft365],
  ['mxbiz1.qq.com', exmail],
  ['mxbiz2.qq.com', exmail],
  ['.mxmail.netease.com', netEaseEnterprise],
  ['.qiye.163.com', netEaseEnterprise],
  ['.qiye.aliyun.com', aliyunEnterprise],
  ['.mxhichina.com', aliyunEnterprise],
  ['.zoho.com', zohoEnterprise],
  ['.messagingengine.com', fastmail],
  ['.mail.icloud.com', icloud],
  ['.yandex.net', yandex],
  ['.yandex.ru', yandex],
]

export function providerOfDomain(domain: string): Provider | null {
  return Object.hasOwn(byDomain, domain) ? (byDomain[domain] ?? null) : null
}

export function providerOfMailExchange(exchange: string): Provider | null {
  const name = exchange.toLowerCase().replace(/\.$/, '')
  return byMailExchange.find(([end]) => name === end || name.endsWith(end))?.[1] ?? null
}

/** What a refused password most often means at the provider whose server this is; `null` for an unknown server. */
export function signInAdviceFor(host: string): SignInAdvice | null {
  const known = [...Object.values(byDomain), ...byMailExchange.map(([, found]) => found)]
  const serves = (server: FoundServer | null) => server?.host === host.toLowerCase()
  return known.find(({ imap, smtp }) => serves(imap) || serves(smtp))?.signInAdvice ?? null
}
