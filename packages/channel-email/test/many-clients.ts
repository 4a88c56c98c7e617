/** Receives for many accounts in a process of its own and says what they cost: `node --expose-gc many-clients.ts`, settings by message. */
import { until } from '@cordboard/channel-testkit/peers/until'
import { receive } from '../src/receive.ts'
import type { EmailSettings } from '../src/settings.ts'
import { ledgerHost, type LedgerHost } from './ledger-host.ts'

export type Order = { settings: EmailSettings; accounts: number }
export type Cost = { connectedMs: number; heardMs: number; residentKbEach: number }

/** Loads and warms what all accounts share. */
const warmUp = 5
const patienceMs = 30_000

process.on('disconnect', () => process.exit())
process.once('message', (order: Order) => {
  run(order).then((cost) => process.send?.(cost), fail)
})

async function run({ settings, accounts }: Order): Promise<Cost> {
  const first = receiveFor(settings, warmUp)
  await allConnected(first)
  const before = residentKb()
  const startedAt = performance.now()
  const hosts = receiveFor(settings, accounts)
  await allConnected(hosts)
  const connectedMs = performance.now() - startedAt
  const residentKbEach = (residentKb() - before) / accounts
  const askedAt = performance.now()
  process.send?.('connected')
  await until('all have heard', () => hosts.every(({ ledger }) => ledger.size === 2), patienceMs)
  return { connectedMs, residentKbEach, heardMs: performance.now() - askedAt }
}

function receiveFor(settings: EmailSettings, accounts: number): LedgerHost[] {
  const { signal } = new AbortController()
  return Array.from({ length: accounts }, () => {
    const host = ledgerHost()
    receive(settings, host, signal).catch(fail)
    return host
  })
}

function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
}

const allConnected = (hosts: readonly LedgerHost[]) =>
  until('all are connected', () => hosts.every(({ states }) => states.at(-1)?.state === 'connected'), patienceMs)

function residentKb(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1024
}
