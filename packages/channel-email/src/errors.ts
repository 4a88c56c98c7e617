/** The one place where failures of imapflow and nodemailer become the five kinds a channel may report. */
import { ChannelError, type ChannelErrorKind } from '@cordboard/core/channel/error'
import type { Sentence } from '@cordboard/core/sentence'
import { imapTrouble } from './imap-errors.ts'
import type { EmailSettings } from './settings.ts'
import { smtpTrouble } from './smtp-errors.ts'

/** What imapflow, nodemailer and Node hang on their errors; each sets some of it. */
export type MailFailure = Error & {
  code?: string
  /** nodemailer: the code before it set its own, such as ECONNREFUSED under ESOCKET. */
  originalCode?: string
  timeoutType?: string
  command?: string
  response?: unknown
  responseCode?: number
  permanent?: boolean
  rejected?: readonly string[]
  authenticationFailed?: boolean
  tlsFailed?: boolean
  serverResponseCode?: string
  responseStatus?: string
  responseText?: string
  mailboxMissing?: boolean
  path?: string
  throttleReset?: number
  /** The server's words when it said BYE. */
  farewell?: string
}

/** A failure understood: its kind, and one sentence for people. */
export type Trouble = {
  kind: ChannelErrorKind
  sentence: Sentence
  scope?: 'account' | 'message'
  retryAfterMs?: number
}

/**
 * How much of a mail the server had been given when sending failed. After `all`, the final dot included, nobody can know
 * without an answer whether the server took it.
 */
export type HandedOver = 'nothing' | 'some' | 'all'

const longestTechnical = 500

/** Understands any failure of one protocol. A `ChannelError` passes unchanged. The result never holds a password. */
export function toChannelError(
  error: unknown,
  during: 'imap' | 'smtp',
  settings: EmailSettings,
  handedOver: HandedOver = 'nothing',
): ChannelError {
  if (error instanceof ChannelError) return error
  const failure: MailFailure = error instanceof Error ? error : new Error(String(error))
  const { kind, sentence, ...rest } =
    during === 'imap' ? imapTrouble(failure, settings) : smtpTrouble(failure, settings, handedOver)
  // What a server answers to a sign-in may repeat it, in the library's error as well.
  const cause = kind === 'needs_reauth' ? undefined : error
  return new ChannelError(kind, sentence, { ...rest, technical: technicalOf(failure, settings), cause })
}

/** The provider's own words on one line, copyable, without secrets. */
export function technicalOf(failure: MailFailure, settings: EmailSettings): string {
  const answer = typeof failure.response === 'string' ? failure.response : failure.responseText
  const words = answer ?? (failure.message === 'Command failed' ? undefined : failure.message)
  const parts = [
    failure.originalCode ?? failure.code,
    failure.timeoutType,
    failure.serverResponseCode,
    words,
    failure.command,
  ]
  const line = [...new Set(parts.filter((part) => part !== undefined && part !== ''))].join(' · ')
  return withoutSecrets(line, settings).replace(/\s+/g, ' ').slice(0, longestTechnical)
}

/** Servers sometimes repeat what they were sent; SASL sends passwords and tokens in Base64. */
function withoutSecrets(text: string, settings: EmailSettings): string {
  return secretsIn(settings).reduce((clean, secret) => clean.replaceAll(secret, '•••'), text)
}

/** In every spelling they are sent in, the longer ones first. */
function secretsIn({ imap, smtp, oauth }: EmailSettings): string[] {
  const passwords = [imap, smtp].flatMap(({ user, password }) =>
    password === '' ? [] : [password, base64(password), base64(`\0${user}\0${password}`), encodeURIComponent(password)],
  )
  const { accessToken = '', refreshToken = '' } = oauth?.tokens ?? {}
  const sasl = [imap, smtp].map(({ user }) => base64(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`))
  const tokens = [accessToken, refreshToken, oauth?.clientSecret ?? ''].flatMap((token) =>
    token === '' ? [] : [token, base64(token), encodeURIComponent(token)],
  )
  return [...passwords, ...(accessToken === '' ? [] : sasl), ...tokens].toSorted((a, b) => b.length - a.length)
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
