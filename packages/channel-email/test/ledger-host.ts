/** A host that keeps what it accepts, as the inbox's ledger does: skips known keys, moves the cursor with the mails. */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost, Cursor, Log, RawMessage } from '@cordboard/core/channel/channel'
import type { Gap } from '@cordboard/core/channel/gap'
import type { EmailSettings } from '../src/settings.ts'

export type LedgerHost = ChannelHost<EmailSettings> & {
  ledger: Map<string, RawMessage>
  cursor: Cursor | null
  states: AccountState[]
  gaps: Gap[]
  commits: { keys: readonly string[]; cursor: Cursor | undefined }[]
  /** Called before each commit; throws to refuse it. */
  beforeCommit: (batch: readonly RawMessage[]) => void | Promise<void>
}

export function ledgerHost(): LedgerHost {
  const host: LedgerHost = {
    hookUrl: null,
    countUse: async () => undefined,
    usedToday: async () => ({}),
    ledger: new Map(),
    cursor: null,
    states: [],
    gaps: [],
    commits: [],
    beforeCommit: () => undefined,
    async accept(batch, cursor) {
      await host.beforeCommit(batch)
      for (const raw of batch) if (!host.ledger.has(raw.key)) host.ledger.set(raw.key, raw)
      if (cursor !== undefined) host.cursor = structuredClone(cursor)
      host.commits.push({ keys: batch.map(({ key }) => key), cursor: structuredClone(cursor) })
    },
    loadCursor: async () => structuredClone(host.cursor),
    knownKeys: async (keys) => new Set(keys.filter((key) => host.ledger.has(key))),
    saveSettings: async () => undefined,
    renewCredentials: () => Promise.reject(new Error('This ledger keeps no credentials.')),
    reportGap: async (gap) => void host.gaps.push(gap),
    reportState: (state) => host.states.push(state),
    resolveHost: async () => ({ address: '127.0.0.1', family: 4 }),
    log: silentLog,
  }
  return host
}

const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Subjects in the order they were stored. */
export function subjects(host: LedgerHost): string[] {
  return [...host.ledger.values()].map(
    ({ bytes }) => /^Subject: (.*?)\r?$/m.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? '',
  )
}
