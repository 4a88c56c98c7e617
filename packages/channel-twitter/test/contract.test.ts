import { describeChannelContract } from '@cordboard/channel-testkit/contract'
import { twitterWithPace } from '../src/index.ts'
import { startFakeProvider } from './fake-provider.ts'
import { quickPace } from './quick.ts'

describeChannelContract('X', {
  definition: twitterWithPace(quickPace),
  startProvider: startFakeProvider,
  refusals: ['transient', 'rate_limited', 'permanent', 'needs_reauth'],
  copies: false,
  providerSignIn: {
    settings: { oauth2: { clientId: 'client', clientSecret: 'a-client-secret' }, historyDays: 7 },
    secrets: ['a-client-secret'],
  },
  inbound: { html: false, files: false },
  outboundFile: { fileName: 'résumé 报告.png', mediaType: 'image/png', isNamed: false },
  remoteFile: { fileName: 'receipt.png', mediaType: 'image/png' },
  choosesWays: true,
  takesCalls: true,
  answerTimeoutMs: quickPace.answerTimeoutMs,
  patienceMs: 10_000,
})
