import { describeChannelContract } from '@cordboard/channel-testkit/contract'
import { telegramWithPace } from '../src/index.ts'
import { startFakeTelegram } from './fake-provider.ts'

const answerTimeoutMs = 1_000

describeChannelContract('telegram', {
  definition: telegramWithPace({ answerTimeoutMs, pollSeconds: 2, conflictMs: 100 }),
  startProvider: startFakeTelegram,
  refusals: ['transient', 'rate_limited', 'permanent', 'needs_reauth'],
  copies: false,
  inbound: { html: false, files: true },
  takesCalls: true,
  remoteFile: { fileName: 'statement.pdf', mediaType: 'application/pdf' },
  answerTimeoutMs,
  patienceMs: 10_000,
})
