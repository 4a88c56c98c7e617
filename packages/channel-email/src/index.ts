/** Email: a mailbox read by IMAP and answered by SMTP. */
import type { ChannelDefinition } from '@cordboard/core/channel/channel'
import { address, tokenIn } from './address.ts'
import type { EmailPace } from './connection.ts'
import { proveSender } from './dkim.ts'
import { normalise } from './normalise.ts'
import { oauth } from './oauth.ts'
import { addressPattern, recipient } from './recipient.ts'
import { render } from './render.ts'
import { emailSettingsSchema, secretFields, type EmailSettings } from './settings.ts'
import { trustedServers } from './trusted-servers.ts'

/** Base64 makes three bytes four; most providers take mails of 25 MB in all. */
const mostFileBytes = 18_000_000
/** Servers must take 100 recipients (RFC 5321 §4.5.3.1.8); a reply to more is a mailing. */
const mostCopies = 50

export const email: ChannelDefinition<EmailSettings> = emailWithPace()

/**
 * The same channel with other time limits, for tests that wait for them. What speaks to servers is loaded when it is first needed: a
 * process that reads mail, or a thread of it, starts without.
 */
export function emailWithPace(pace?: EmailPace): ChannelDefinition<EmailSettings> {
  return {
    id: 'email',
    label: 'Email',
    settings: emailSettingsSchema,
    secretFields,
    capabilities: {
      body: { formats: ['markdown', 'html', 'text'], maxLength: 100_000 },
      attachments: { maxCount: 50, maxBytes: mostFileBytes, mediaTypes: ['*/*'] },
      threading: 'headers',
      initiate: true,
      replyWindowHours: null,
      resend: 'may_duplicate',
      copies: { maxCount: mostCopies, addressPattern },
      signature: true,
      automaticAnswers: true,
    },
    self: ({ address: own, fromName, trustedServer, imap }) => ({
      keys: [own.toLowerCase()],
      displayName: fromName || null,
      trusts: trustedServers(trustedServer, imap.host),
    }),
    normalise,
    proveSender,
    recipient,
    tokenIn,
    address,
    render,
    oauth,
    async connect(settings, host) {
      const { emailPace, openConnection } = await import('./connection.ts')
      return openConnection(settings, host, pace ?? emailPace)
    },
    async discover(hint, host, signal) {
      const { discover } = await import('./discover.ts')
      return discover(hint, host, signal)
    },
  }
}
