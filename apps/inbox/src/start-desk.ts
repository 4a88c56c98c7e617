/** Starts the parts of a desk in the order they need each other; disposing stops them in the reverse order. */
import { join } from 'node:path'
import type { Log } from '@cordboard/core/channel/channel'
import { prepareBackend, type QueueBackend } from '@cordboard/queue/backend'
import { pausePretends } from './accounts/pause-pretends.ts'
import { prepareFirstStart } from './agents/first-start.ts'
import { createAdminRecovery } from './agents/recovery.ts'
import { channels } from './channels.ts'
import type { Config } from './config.ts'
import { type Context, openContext } from './context.ts'
import { checkDurability } from './db/check-durability.ts'
import { migrate } from './db/migrate.ts'
import type { DemoPage, Pretends } from './demo/start-pretends.ts'
import type { OwnRoles } from './health/readiness.ts'
import { checkRecord } from './restored/desk-record.ts'
import { loadSecretKey } from './secret-key.ts'
import { startListener } from './listeners/start-listener.ts'
import { StartRefused } from './start-refused.ts'
import { startWorker } from './start-worker.ts'
import { version } from './version.ts'

export type Role = 'api' | 'listener' | 'worker'

export type StartOptions = {
  config: Config
  roles: ReadonlySet<Role>
  demo: boolean
  /** The database was restored from a backup: nothing that waited in it may go out by itself. */
  restored: boolean
  /** The address of an admin who needs a link for a new password. */
  recover: string | null
  log: Log
  signal: AbortSignal
}

export interface RunningDesk extends AsyncDisposable {
  context: Context
  /** Where it answers; `null` without the api role. */
  url: string | null
  /** The one-time link of the first admin; `null` when there is one, or without the api role. */
  adminUrl: string | null
  /** The one-time link of the admin to be recovered. */
  recoveryUrl: string | null
  /** Where the demo's customers are played. */
  demoPages: readonly DemoPage[]
}

/** Where the demo's providers answer; the desk dials it in a demo whatever else is allowed. */
const pretendHost = '127.0.0.1'
const webFolder = join(import.meta.dirname, '../../web/dist')

export async function startDesk(options: StartOptions): Promise<RunningDesk> {
  const { config, roles, log, signal } = options
  if (options.demo) refuseHalfADemo(roles)
  if (options.recover !== null && !roles.has('api'))
    throw new StartRefused('--recover needs the api role, which shows the page its link leads to.')
  await using starting = new AsyncDisposableStack()
  const secretKey = await loadSecretKey(config)
  const databaseUrl = config.databaseUrl ?? starting.use(await startPostgres(options)).url
  signal.throwIfAborted()
  await migrate(databaseUrl, log)
  const queue: QueueBackend = config.redisUrl
    ? { kind: 'redis', url: config.redisUrl }
    : { kind: 'postgres', url: databaseUrl }
  await prepareBackend(queue, log)
  const { blobs, publicUrl, failpoint, production } = config
  const context = starting.use(
    await openContext({
      databaseUrl,
      queue,
      blobs,
      secretKey,
      channels,
      allowPrivateHosts: options.demo ? [...config.allowPrivateHosts, pretendHost] : config.allowPrivateHosts,
      publicUrl,
      failpoint,
      production,
      log,
    }),
  )
  await checkDurability(context.pool)
  await checkRecord({ ...context, dataDir: config.dataDir }, { restored: options.restored })
  signal.throwIfAborted()
  const pretends = options.demo ? starting.use(await startPretends(log)) : null
  if (!options.demo && roles.has('listener')) await pausePretends(context)
  const own: OwnRoles = {}
  if (roles.has('worker')) own.worker = starting.use(await startWorker(context, queue, config))
  if (roles.has('listener')) own.listener = starting.use(await startListener(context))
  const api = roles.has('api')
    ? starting.use(await startApi(context, { ...options, secretKey, own, demoPages: pretends?.pages ?? [] }))
    : null
  if (pretends) await startDemo(context, pretends, signal)
  const started = starting.move()
  return {
    context,
    url: api?.url ?? null,
    adminUrl: api?.adminUrl ?? null,
    recoveryUrl: api?.recoveryUrl ?? null,
    demoPages: pretends?.pages ?? [],
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

function refuseHalfADemo(roles: ReadonlySet<Role>): void {
  if (roles.has('api') && roles.has('listener') && roles.has('worker')) return
  throw new StartRefused('--demo needs all roles in one process, because its customers live there; leave --role out.')
}

async function startPretends(log: Log): Promise<Pretends> {
  const { startPretends: start } = await import('./demo/start-pretends.ts')
  return start(channels, log)
}

async function startDemo(context: Context, { pretends }: Pretends, signal: AbortSignal): Promise<void> {
  const [{ seedDemo }, { connectPretends }] = await Promise.all([
    import('./demo/seed-demo.ts'),
    import('./demo/connect-pretends.ts'),
  ])
  if (await seedDemo(context, signal)) context.log.info({}, 'demo_seeded')
  await connectPretends(context, pretends)
}

/** Loaded only when it is needed: a desk on its own database does not carry one along. */
async function startPostgres({ config, log, signal }: StartOptions): Promise<AsyncDisposable & { url: string }> {
  const { startEmbeddedPostgres } = await import('./embedded-postgres/start.ts')
  return startEmbeddedPostgres({ dataDir: config.dataDir, log, signal })
}

type ApiOptions = Pick<StartOptions, 'config' | 'recover'> & {
  secretKey: Buffer
  own: OwnRoles
  demoPages: readonly DemoPage[]
}

async function startApi(
  context: Context,
  { config, recover, secretKey, own, demoPages }: ApiOptions,
): Promise<AsyncDisposable & { url: string; adminUrl: string | null; recoveryUrl: string | null }> {
  const [{ createApp }, { openHttpDesk }, { serve }, { invitationPath }] = await Promise.all([
    import('./http/app.ts'),
    import('./http/open-desk.ts'),
    import('./http/serve.ts'),
    import('./http/desk-url.ts'),
  ])
  const { adminToken } = await prepareFirstStart(context.db, config)
  const recovery = recover === null ? null : await createAdminRecovery(context.db, recover)
  await using opening = new AsyncDisposableStack()
  const { publicUrl, behindProxy } = config
  const desk = await openHttpDesk(context, { secretKey, publicUrl, behindProxy, version, roles: own, demoPages })
  const server = opening.use(await serve(createApp(desk, { webFolder }), config))
  // Streams end before the server waits for its connections.
  opening.use(desk)
  const url = publicUrl ?? `http://${reachable(server.host)}:${server.port}`
  const opened = opening.move()
  return {
    url,
    adminUrl: adminToken === null ? null : `${url}${invitationPath(adminToken)}`,
    recoveryUrl: recovery === null ? null : `${url}${invitationPath(recovery.token)}`,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
