/** Receives from a fake server, and again whenever the link is lost, as the listener does. */
import { until } from '@cordboard/channel-testkit/peers/until'
import { receive, receivePace, type ReceivePace } from '../src/receive.ts'
import type { EmailSettings } from '../src/settings.ts'
import type { FakeImap } from './fake-imap.ts'
import { subjects, type LedgerHost } from './ledger-host.ts'
import { settingsFor } from './support-account.ts'

export const briskPace: ReceivePace = { ...receivePace, safetyPollMs: 200, pollMs: 100, missingFolderMs: 200 }

export type Following = AsyncDisposable & {
  /** What `receive` threw so far. */
  failures: unknown[]
}

export function fakeSettings(imap: FakeImap, folders = ['INBOX']): EmailSettings {
  const { port, user, password, ca } = imap
  return { ...settingsFor({ imap: { port, user, password, ca, security: 'tls' } }), folders }
}

export function followFake(
  imap: FakeImap,
  host: LedgerHost,
  { folders = ['INBOX'], pace = briskPace }: { folders?: string[]; pace?: ReceivePace } = {},
): Following {
  const stopping = new AbortController()
  const failures: unknown[] = []
  const settings = fakeSettings(imap, folders)
  const pull = async () => {
    while (!stopping.signal.aborted)
      await receive(settings, host, stopping.signal, pace).catch((error: unknown) => failures.push(error))
  }
  const running = pull()
  return {
    failures,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await running
    },
  }
}

export const mail = (subject: string) => `From: mei@outside.test\r\nSubject: ${subject}\r\n\r\nHello\r\n`

export const has = (host: LedgerHost, ...expected: string[]) =>
  until(`${expected.join()} stored`, () => expected.every((subject) => subjects(host).includes(subject)))

export const rests = (host: LedgerHost, state = 'connected') =>
  until(`it is ${state}`, () => host.states.at(-1)?.state === state)
