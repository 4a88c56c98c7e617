/**
 * One process of a desk: `node src/main.ts [--role api,listener,worker] [--demo] [--restored] [--recover EMAIL]`. Without a role it takes
 * all three; `--restored` holds every reply that waits in a database restored from a backup; `--recover` also prints a link by which that
 * admin sets a new password.
 */
import { flushCompileCache } from 'node:module'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from './config.ts'
import { createLog } from './log.ts'
import type { Role, RunningDesk, StartOptions } from './start-desk.ts'

const allRoles: readonly Role[] = ['api', 'listener', 'worker']
const stopLimitMs = 10_000
const keepCompiledAfterMs = 1_000

const startedAt = performance.now()
const stopping = new AbortController()

try {
  await run()
} catch (error) {
  if (stopping.signal.aborted) process.exit(0)
  process.stderr.write(`Cordboard cannot start: ${sentenceOf(error)}\n`)
  process.exit(1)
}

async function run(): Promise<void> {
  const { roles, ...asked } = readArguments(process.argv.slice(2).filter((argument) => argument !== '--'))
  const config = readConfig()
  const log = createLog(config.logLevel, { pretty: process.stderr.isTTY })
  const stopped = Promise.withResolvers<void>()
  stopOnSignals(() => stopped.resolve())
  endOnCrash()
  const { startDesk } = await import('./start-desk.ts')
  const desk = await startDesk({ config, roles, ...asked, log, signal: stopping.signal })
  if (desk.url !== null) announce(desk.url, desk)
  log.info({ roles: [...roles], startMs: Math.round(performance.now() - startedAt) }, 'started')
  // Node keeps what it compiled when it ends in order; the start after a crash is the one that must be quick.
  setTimeout(flushCompileCache, keepCompiledAfterMs).unref()
  await stopped.promise
  await desk[Symbol.asyncDispose]()
  log.info({}, 'stopped')
  process.exit(0)
}

function readArguments(args: string[]): Pick<StartOptions, 'roles' | 'demo' | 'recover' | 'restored'> {
  const options = {
    role: { type: 'string', multiple: true },
    demo: { type: 'boolean', default: false },
    recover: { type: 'string' },
    restored: { type: 'boolean', default: false },
  } as const
  const { values } = parse()
  const named = (values.role ?? []).flatMap((value) => value.split(',')).map((name) => name.trim())
  const roles = named.length === 0 || named.includes('all') ? allRoles : named.map(roleNamed)
  return { roles: new Set(roles), demo: values.demo, recover: values.recover ?? null, restored: values.restored }

  function parse() {
    try {
      return parseArgs({ args, options })
    } catch (cause) {
      throw new ConfigError(
        `${(cause as Error).message.replace(/\.?$/, '.')} The arguments are --role api,listener,worker, --demo, --restored and --recover EMAIL.`,
        {
          cause,
        },
      )
    }
  }
}

function roleNamed(name: string): Role {
  const role = allRoles.find((known) => known === name)
  if (role) return role
  throw new ConfigError(`--role is “${name}”; it takes api, listener and worker, separated by commas.`)
}

type Addresses = Pick<RunningDesk, 'adminUrl' | 'recoveryUrl' | 'demoPages'>

function announce(url: string, { adminUrl, recoveryUrl, demoPages }: Addresses): void {
  const lines = ['', `Cordboard is running: ${url}`]
  if (adminUrl !== null) lines.push(`Nobody is at the desk yet. Open this link to begin: ${adminUrl}`)
  if (recoveryUrl !== null) lines.push(`This link sets a new password, once, within 24 hours: ${recoveryUrl}`)
  for (const { label, url: page } of demoPages) lines.push(`Write to it as a customer on ${label}: ${page}`)
  process.stdout.write(`${lines.join('\n')}\n\n`)
}

/** The first signal stops in order, the second one at once. What does not stop in time is left to the record. */
function stopOnSignals(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(1)
      stopping.abort()
      stop()
      setTimeout(() => {
        process.stderr.write(
          'Cordboard did not stop within 10 seconds and ends now; what was in hand is taken up at the next start.\n',
        )
        process.exit(1)
      }, stopLimitMs).unref()
    })
  }
}

/** A part that fails in a way nobody foresaw ends the process: half a desk would look like a whole one. */
function endOnCrash(): void {
  const end = (error: unknown) => {
    process.stderr.write(
      `Cordboard ends because a part of it failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}

/** Refusals we worded ourselves speak for themselves; anything else shows where it came from. */
function sentenceOf(error: unknown): string {
  const worded = ['ConfigError', 'StartRefused', 'EmbeddedPostgresRefusal', 'MigrationRefused', 'StoreUnreachable']
  if (!(error instanceof Error)) return String(error)
  if (worded.includes(error.name)) return error.message
  return databaseSentence(error) ?? error.stack ?? error.message
}

function databaseSentence(error: Error & { code?: string }): string | null {
  const sentences: Record<string, string> = {
    ECONNREFUSED: 'nothing answers at DATABASE_URL; start PostgreSQL or correct the address.',
    ENOTFOUND: 'the host of DATABASE_URL cannot be found; correct the address.',
    ETIMEDOUT: 'PostgreSQL at DATABASE_URL does not answer; check the address and the firewall.',
    '28P01': 'PostgreSQL refuses the password in DATABASE_URL.',
    '28000': 'PostgreSQL refuses the account in DATABASE_URL.',
    '3D000': 'the database named in DATABASE_URL does not exist; create it first.',
  }
  return sentences[error.code ?? ''] ?? null
}
