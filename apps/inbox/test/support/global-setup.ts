import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/embedded-postgres/start.ts'
import { quiet } from './quiet-log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of one PostgreSQL server for the whole run, as a role that may create databases. */
    postgresAdminUrl: string
  }
}

const running = new AsyncDisposableStack()

/** One server for the run: a new one for each file would cost a second each. */
export async function setup({ provide }: TestProject): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordboard-test-postgres-'))
  running.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = running.use(await startEmbeddedPostgres({ dataDir, log: quiet }))
  provide('postgresAdminUrl', server.url)
}

export async function teardown(): Promise<void> {
  await running.disposeAsync()
}
