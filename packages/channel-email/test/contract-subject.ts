import type { ContractSubject } from '@cordboard/channel-testkit/contract'
import { emailPace } from '../src/connection.ts'
import { emailWithPace } from '../src/index.ts'
import type { EmailSettings } from '../src/settings.ts'

const answerTimeoutMs = 1_500
const [clientSecret, refreshToken] = ['secret-of-the-app', 'token-from-before']

/** Email, less patient with a silent SMTP server than in life. */
export function emailSubject(
  startProvider: ContractSubject<EmailSettings>['startProvider'],
): ContractSubject<EmailSettings> {
  return {
    definition: emailWithPace({ ...emailPace, send: { ...emailPace.send, socketTimeoutMs: answerTimeoutMs } }),
    startProvider,
    refusals: ['transient', 'rate_limited', 'permanent', 'needs_reauth'],
    copies: true,
    inbound: { html: true, files: true },
    providerSignIn: {
      settings: {
        address: 'support@gmail.test',
        imap: { host: 'imap.gmail.test', port: 993, security: 'tls', signIn: 'oauth', user: 'support', password: '' },
        smtp: { host: 'smtp.gmail.test', port: 465, security: 'tls', signIn: 'oauth', user: 'support', password: '' },
        oauth: { provider: 'google', clientId: 'desk', clientSecret, tokens: { refreshToken } },
        folders: ['INBOX'],
      },
      secrets: [clientSecret, refreshToken],
    },
    answerTimeoutMs,
    patienceMs: 10_000,
  }
}
