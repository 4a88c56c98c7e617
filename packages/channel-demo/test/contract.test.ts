import { describeChannelContract } from '@cordboard/channel-testkit/contract'
import { demoOn } from '../src/index.ts'
import { fakeExchange, startFakeLine } from './fake-provider.ts'

const answerTimeoutMs = 200

describeChannelContract('the demo', {
  definition: demoOn(fakeExchange, { answerTimeoutMs }),
  startProvider: startFakeLine,
  refusals: ['transient', 'permanent'],
  copies: false,
  credentials: false,
  inbound: { html: false, files: true },
  answerTimeoutMs,
  patienceMs: 5_000,
})
