/** Reads mails as an account at a known provider would. */
import type { OwnIdentities } from '@cordboard/core/channel/channel'
import type { InboundMessage } from '@cordboard/core/message'
import { normalise } from '../../src/normalise.ts'
import { trustedServers } from '../../src/trusted-servers.ts'

export function selfAt(trusts: readonly string[] = []): OwnIdentities {
  return { keys: ['support@desk.example'], displayName: null, trusts }
}

export const atGoogle = selfAt(trustedServers(undefined, 'imap.gmail.com'))
export const atMicrosoft = selfAt(trustedServers(undefined, 'outlook.office365.com'))
export const atYahoo = selfAt(trustedServers(undefined, 'imap.mail.yahoo.com'))
export const atFastmail = selfAt(trustedServers(undefined, 'imap.fastmail.com'))
export const atOwnServer = selfAt(trustedServers('mx.desk.example', 'imap.desk.example'))

/** `fields`: header lines; a body is added. */
export async function readMail(fields: readonly string[], self = selfAt(), body = 'Hello'): Promise<InboundMessage> {
  const bytes = Buffer.from(`${fields.join('\r\n')}\r\n\r\n${body}\r\n`)
  const raw = { bytes, mediaType: 'message/rfc822', key: 'INBOX:1:1', receivedAt: new Date(0) }
  const [event] = await normalise(raw, self)
  if (event?.kind === 'message') return event
  if (event && 'otherwise' in event) return event.otherwise
  throw new Error(`a ${event?.kind}`)
}
