import { startEmbeddedPostgres } from '../../src/embedded-postgres/start.ts'
import { quiet } from './quiet-log.ts'

/** A program that holds an embedded PostgreSQL, for tests that end it in rude ways. Prints its URL, or why not. */
const [, , dataDir = ''] = process.argv

try {
  await using server = await startEmbeddedPostgres({ dataDir, log: quiet })
  process.stdout.write(`${server.url}\n`)
  await new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    setInterval(() => undefined, 60_000)
  })
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
}
process.exit()
