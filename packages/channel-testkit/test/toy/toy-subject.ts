import type { ContractSubject } from '../../src/contract.ts'
import { farType, toyAnswerTimeoutMs, toyChannel, type Flaw, type ToySettings } from './toy-channel.ts'
import { ToyProvider } from './toy-provider.ts'

export function toySubject(flaw?: Flaw): ContractSubject<ToySettings> {
  return {
    definition: toyChannel(flaw),
    startProvider: async () => new ToyProvider(),
    refusals: ['transient', 'rate_limited', 'permanent', 'needs_reauth'],
    copies: true,
    providerSignIn: {
      settings: { place: 'nowhere', account: 'desk', auth: { secret: 'app-secret-of-the-toy' } },
      secrets: ['app-secret-of-the-toy'],
    },
    inbound: { html: true, files: true },
    remoteFile: { fileName: 'far.bin', mediaType: farType },
    takesCalls: true,
    answerTimeoutMs: toyAnswerTimeoutMs,
    patienceMs: 600,
  }
}
