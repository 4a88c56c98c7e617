import type { ContractSubject } from '@cordboard/channel-testkit/contract'
import { emailPace } from '../src/connection.ts'
import { emailWithPace } from '../src/index.ts'
import type { EmailSettings } from '../src/settings.ts'

const answerTimeoutMs = 1_500

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
    answerTimeoutMs,
    patienceMs: 10_000,
  }
}
