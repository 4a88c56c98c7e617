/** The product as docker-compose.yml runs it: api, listener and workers apart, over one PostgreSQL and Redis. */
import pg from 'pg'
import { type Desk, startDesk } from './desk.ts'
import { startPart, type DeskOptions, type DeskProcess } from './desk-process.ts'
import { startPostgres, startRedis, temporaryFolder, type Postgres, type RedisServer } from './stage.ts'

export type Crew = {
  postgres: Postgres
  redis: RedisServer
  pool: pg.Pool
  /** What every process of the desk is started with. */
  options: DeskOptions & { databaseUrl: string; redisUrl: string }
  api: Desk
  listener: DeskProcess
  workers: DeskProcess[]
}

/** Disposing the stack ends whoever holds a place in the crew by then. */
export async function startCrew(stack: AsyncDisposableStack, { workers = 1 } = {}): Promise<Crew> {
  const postgres = await startPostgres(stack)
  const redis = await startRedis(stack)
  const databaseUrl = await postgres.database('desk')
  const options = { dataDir: await temporaryFolder(stack), databaseUrl, redisUrl: redis.url }
  // The api migrates the database; the others would only wait for it.
  const api = await startDesk({ ...options, roles: 'api' })
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 2 }), (open) => open.end())
  const crew: Crew = {
    postgres,
    redis,
    pool,
    options,
    api,
    listener: await startPart('listener', options),
    workers: [],
  }
  stack.defer(async () => {
    await Promise.all([crew.api, crew.listener, ...crew.workers].map((part) => part[Symbol.asyncDispose]()))
  })
  for (let n = 0; n < workers; n++) crew.workers.push(await startPart('worker', options))
  return crew
}
