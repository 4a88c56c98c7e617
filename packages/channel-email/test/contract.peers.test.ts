import { describeChannelContract } from '@cordboard/channel-testkit/contract'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { describe } from 'vitest'
import { emailSubject } from './contract-subject.ts'
import { startDovecotProvider } from './fake-provider.ts'

describe.skipIf(!hasPeer('dovecot'))('with a real Dovecot', () => {
  describeChannelContract('email', emailSubject(startDovecotProvider))
})
