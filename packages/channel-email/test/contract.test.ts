import { describeChannelContract } from '@cordboard/channel-testkit/contract'
import { emailSubject } from './contract-subject.ts'
import { startFakeProvider } from './fake-provider.ts'

describeChannelContract('email, with an IMAP server in memory,', emailSubject(startFakeProvider))
