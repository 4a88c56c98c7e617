/** Every scenario by name, with its sizes. A scenario is loaded when it runs: what one needs must not weigh on another. */
import type { Line } from './report.ts'
import type { Form } from './results.ts'

export type Scenario = { run(form: Form): Promise<Line[]>; load(): Promise<unknown>; limitSeconds: number }

/** A scenario that hangs is ended, so that the others still run. */
const usualLimitSeconds = 600

function sized<Options>(
  sizes: Record<Form, Options>,
  load: () => Promise<(options: Options) => Promise<Line[]>>,
  limitSeconds = usualLimitSeconds,
): Scenario {
  return { run: async (form) => (await load())(sizes[form]), load, limitSeconds }
}

export const scenarios: Record<string, Scenario> = {
  'accounts-curve': sized(
    {
      tiny: { counts: [1, 5], idleSeconds: 1, fresh: 3 },
      short: { counts: [1, 50], idleSeconds: 3, fresh: 20 },
      full: { counts: [1, 50, 200, 500], idleSeconds: 10, fresh: 50 },
    },
    async () => (await import('./scenarios/accounts-curve.ts')).accountsCurve,
  ),
  'chat-burst': sized(
    {
      tiny: { messages: 100, pairs: 1 },
      short: { messages: 1_000, pairs: 1 },
      full: { messages: 3_000, pairs: 5 },
    },
    async () => (await import('./scenarios/chat-burst.ts')).chatBurst,
  ),
  'cold-start': sized(
    { tiny: { repeats: 1 }, short: { repeats: 2 }, full: { repeats: 5 } },
    async () => (await import('./scenarios/cold-start.ts')).coldStart,
  ),
  'first-load': sized(
    {
      tiny: { conversations: 1_000, loads: 1 },
      short: { conversations: 10_000, loads: 3 },
      full: { conversations: 100_000, loads: 7 },
    },
    async () => (await import('./scenarios/first-load.ts')).firstLoad,
  ),
  'footprint-idle': sized(
    {
      tiny: { accounts: 2, idleSeconds: 2 },
      short: { accounts: 5, idleSeconds: 10 },
      full: { accounts: 50, idleSeconds: 30 },
    },
    async () => (await import('./scenarios/footprint-idle.ts')).footprintIdle,
  ),
  'history-curve': sized(
    {
      tiny: { sizes: [1_000, 2_000], rounds: 1, requests: 20, mails: 20 },
      short: { sizes: [1_000, 50_000], rounds: 2, requests: 50, mails: 50 },
      full: { sizes: [1_000, 100_000, 1_000_000], rounds: 5, requests: 100, mails: 100 },
    },
    async () => (await import('./scenarios/history-curve.ts')).historyCurve,
    1_200,
  ),
  'hostile-mail': sized(
    {
      tiny: { megabytes: 1, watchedSeconds: 2 },
      short: { megabytes: 25, watchedSeconds: 5 },
      full: { megabytes: 25, watchedSeconds: 20 },
    },
    async () => (await import('./scenarios/hostile-mail.ts')).hostileMail,
  ),
  'inbound-latency': sized(
    {
      tiny: { pairs: 1, seconds: 1, perSecond: 20 },
      short: { pairs: 2, seconds: 3, perSecond: 20 },
      full: { pairs: 3, seconds: 5, perSecond: 20 },
    },
    async () => (await import('./scenarios/inbound-latency.ts')).inboundLatency,
  ),
  'kill-recover': sized(
    {
      tiny: { mails: 60, pairs: 1 },
      short: { mails: 600, pairs: 1 },
      full: { mails: 2_000, pairs: 2 },
    },
    async () => (await import('./scenarios/kill-recover.ts')).killRecover,
  ),
  'list-api': sized(
    {
      tiny: { conversations: 1_000, pairs: 1, requests: 20 },
      short: { conversations: 10_000, pairs: 3, requests: 200 },
      full: { conversations: 100_000, pairs: 7, requests: 200 },
    },
    async () => (await import('./scenarios/list-api.ts')).listApi,
  ),
  'mail-backlog': sized(
    {
      tiny: { mails: 20, pairs: 1, rtMails: 4 },
      short: { mails: 100, pairs: 3, rtMails: 8 },
      full: { mails: 300, pairs: 7, rtMails: 30 },
    },
    async () => (await import('./scenarios/mail-backlog.ts')).mailBacklogs,
  ),
  'mail-freshness': sized(
    { tiny: { mails: 2 }, short: { mails: 8 }, full: { mails: 20 } },
    async () => (await import('./scenarios/mail-freshness.ts')).mailFreshness,
  ),
  'memory-flat': sized(
    { tiny: { mails: 100, accounts: 2 }, short: { mails: 2_000, accounts: 4 }, full: { mails: 20_000, accounts: 10 } },
    async () => (await import('./scenarios/memory-flat.ts')).memoryFlat,
    1_200,
  ),
  'noisy-neighbour': sized(
    {
      tiny: { flood: 50, quietSeconds: 2, rounds: 1 },
      short: { flood: 300, quietSeconds: 5, rounds: 1 },
      full: { flood: 2_000, quietSeconds: 12, rounds: 2 },
    },
    async () => (await import('./scenarios/noisy-neighbour.ts')).noisyNeighbour,
  ),
  'open-thread': sized(
    {
      tiny: { perLength: 2, pairs: 1 },
      short: { perLength: 20, pairs: 3 },
      full: { perLength: 50, pairs: 5 },
    },
    async () => (await import('./scenarios/open-thread.ts')).openThread,
  ),
  'second-worker': sized(
    { tiny: { mails: 60, pairs: 1 }, short: { mails: 600, pairs: 1 }, full: { mails: 1_500, pairs: 3 } },
    async () => (await import('./scenarios/second-worker.ts')).secondWorker,
  ),
  'telegram-curve': sized(
    {
      tiny: { counts: [1, 5], idleSeconds: 1, fresh: 3 },
      short: { counts: [1, 50], idleSeconds: 3, fresh: 20 },
      full: { counts: [1, 50, 200], idleSeconds: 10, fresh: 50 },
    },
    async () => (await import('./scenarios/telegram-curve.ts')).telegramCurve,
  ),
  'telegram-fairness': sized(
    {
      tiny: { others: 2, replies: 5, flood: 10, rounds: 1 },
      short: { others: 3, replies: 40, flood: 60, rounds: 1 },
      full: { others: 3, replies: 100, flood: 150, rounds: 4 },
    },
    async () => (await import('./scenarios/telegram-fairness.ts')).telegramFairness,
  ),
}
