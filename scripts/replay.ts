/**
 * `pnpm replay [--apply] [--account ID] [--since DATE] [--ledger ID,ID] [--after ID] [--allow-unreadable] [--json]`: runs the parsers of
 * this version over everything accepted so far, prints what they see differently, and stores it when asked to. Looking writes nothing.
 */
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../apps/inbox/src/config.ts'
import { createLog } from '../apps/inbox/src/log.ts'
import { openReplay } from '../apps/inbox/src/replay/open-replay.ts'
import type { ReplayOptions } from '../apps/inbox/src/replay/replay.ts'
import { linesOf, type ReplayReport } from '../apps/inbox/src/replay/tally.ts'

const progressEveryMs = 2_000
const interruptedCode = 130
const worded = ['ConfigError', 'StartRefused', 'EmbeddedPostgresRefusal', 'MigrationRefused']

try {
  await run()
} catch (error) {
  const isWorded = error instanceof Error && worded.includes(error.name)
  process.stderr.write(`Cordboard cannot replay: ${isWorded ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const { json, ...asked } = readArguments(process.argv.slice(2).filter((argument) => argument !== '--'))
  const config = readConfig()
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  await using opened = await openReplay(config, createLog('warn', { pretty: process.stderr.isTTY }))
  const report = await opened.run({ ...asked, signal: stopping.signal, onProgress: progress() })
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${linesOf(report).join('\n')}\n`)
  if (report.interrupted) {
    process.exitCode = interruptedCode
    process.stderr.write(`Interrupted. Go on with --after ${report.last ?? asked.after ?? 0} and the same arguments.\n`)
  } else if (!asked.apply && report.changed > 0) process.stderr.write('Nothing was stored. Store it with --apply.\n')
}

function readArguments(args: string[]): Omit<ReplayOptions, 'signal'> & { json: boolean } {
  const { values } = parsed(args)
  const since = values.since === undefined ? null : new Date(values.since)
  if (since && Number.isNaN(since.getTime()))
    throw new ConfigError(`--since is “${values.since}”; it takes a date such as 2026-11-01 or 2026-11-01T08:00Z.`)
  return {
    apply: values.apply,
    allowUnreadable: values['allow-unreadable'],
    json: values.json,
    since,
    accountId: values.account === undefined ? null : idOf('--account', values.account),
    ledgerIds: values.ledger?.flatMap((list) => list.split(',')).map((id) => idOf('--ledger', id.trim())) ?? null,
    after: values.after === undefined ? null : idOf('--after', values.after),
  }
}

function parsed(args: string[]) {
  const options = {
    apply: { type: 'boolean', default: false },
    'allow-unreadable': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    account: { type: 'string' },
    since: { type: 'string' },
    ledger: { type: 'string', multiple: true },
    after: { type: 'string' },
  } as const
  try {
    return parseArgs({ args, options })
  } catch (cause) {
    throw new ConfigError((cause as Error).message, { cause })
  }
}

function idOf(name: string, value: string): string {
  if (/^\d{1,18}$/.test(value)) return value
  throw new ConfigError(`${name} is “${value}”; it takes the number of a row.`)
}

/** One line now and then, beside the report. */
function progress(): (report: ReplayReport) => void {
  let saidAt = performance.now()
  return ({ rows, total, changed }) => {
    if (performance.now() - saidAt < progressEveryMs) return
    saidAt = performance.now()
    process.stderr.write(`${rows} of ${total} rows, ${changed} messages different\n`)
  }
}
