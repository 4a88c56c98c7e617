/** One JSON line per decision, ids as fields; one readable line each when a person is watching. Never a customer's text. */
import type { Log } from '@cordboard/core/channel/channel'
import { pino, type DestinationStream } from 'pino'

/** Names whose values are secret wherever they turn up in a logged object, two levels deep. */
const secretNames = [
  'password',
  'pass',
  'secret',
  'token',
  'authorization',
  'cookie',
  'key',
  'accessToken',
  'refreshToken',
]
const redact = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** `silent` logs nothing. Lines go to standard error, so that what a person is told to read stays alone on standard output. */
export function createLog(level: string, options: { pretty?: boolean; destination?: DestinationStream } = {}): Log {
  const destination =
    options.destination ?? (options.pretty ? readable(process.stderr) : pino.destination({ dest: 2, sync: false }))
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redact, censor: '…' },
      serializers: { error: errorFields },
    },
    destination,
  )
  return {
    debug: (fields, event) => log.debug(fields, event),
    info: (fields, event) => log.info(fields, event),
    warn: (fields, event) => log.warn(fields, event),
    error: (fields, event) => log.error(fields, event),
  }
}

/** What an error says of itself, and nothing it carries along: PostgreSQL's `detail` quotes the row, which is the customer's text. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause }
}

const levelNames: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }

function readable(output: NodeJS.WritableStream): DestinationStream {
  return {
    write(line: string) {
      const { level, time, msg, error, ...fields } = JSON.parse(line) as Record<string, unknown> & {
        error?: { message?: string }
      }
      const details = Object.entries(fields).map(
        ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      const reason = error?.message ? [`error=${JSON.stringify(error.message)}`] : []
      output.write(
        `${String(time).slice(11, 19)} ${(levelNames[Number(level)] ?? '').padEnd(5)} ${[msg, ...details, ...reason].join(' ')}\n`,
      )
    },
  }
}
