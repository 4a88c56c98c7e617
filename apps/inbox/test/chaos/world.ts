/** A desk of three processes with servers of its own, each of which may be killed, frozen and cut off. */
import { type FaultProxy, startFaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import type { SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { type OauthProvider, startOauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { Crew, roles } from './crew.ts'
import type { Line, LineOptions } from './line.ts'
import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts'
import { firstAccount, openStage } from './stage.ts'
import { portOf, through } from './through.ts'
import { emptyQueue, redis as askRedis } from './time-passes.ts'

/** What all servers have in common. */
export type Server = {
  kill9(): Promise<void>
  start(): Promise<void>
  freeze(): void
  thaw(): void
}

export interface World extends AsyncDisposable {
  line: Line
  crew: Crew
  sink: SmtpSink
  dovecot: Dovecot
  postgres: OwnPostgres
  /** By name; without Redis the queue is on PostgreSQL. */
  servers: Readonly<Record<string, Server>>
  /** Between the desk and each server that has one in between. */
  wires: Readonly<Record<string, FaultProxy>>
  emptyQueue(): Promise<void>
  /** Whose tokens both mail servers want; `null`: they want none. */
  oauth: OauthProvider | null
}

/** `signsIn`: the mail server for sending wants a password. `tokens`: both want tokens instead, which have to be renewed. */
export type WorldOptions = { queue: 'redis' | 'postgres'; signsIn?: boolean; tokens?: boolean }

/** Resolves with a connected mailbox and a desk at work. */
export async function openWorld({ queue, signsIn = false, tokens = false }: WorldOptions): Promise<World> {
  await using opening = new AsyncDisposableStack()
  const postgres = opening.use(await startOwnPostgres())
  const redis = queue === 'redis' ? opening.use(await openRedis()) : null
  const oauth = tokens ? opening.use(await startOauthProvider({ user: firstAccount })) : null
  const stage = opening.use(
    await openStage(async () => ({ url: postgres.url, async [Symbol.asyncDispose]() {} }), oauth ? { oauth } : {}),
  )
  const wire = async (targetPort: number) => opening.use(await startFaultProxy({ targetPort }))
  const wires: Record<string, FaultProxy> = {
    imap: await wire(stage.dovecot.imapPort),
    ...Object.fromEntries(
      await Promise.all(roles.map(async (role) => [`postgres, of the ${role}`, await wire(portOf(postgres.url))])),
    ),
    ...(redis ? { redis: await wire(redis.port) } : {}),
  }
  const seenByDesk = redis ? { redisUrl: through(redis.url, wires['redis']) } : {}
  const line = await stage.line({
    redisUrl: redis?.url ?? null,
    imapPort: wires['imap']?.port,
    seenByDesk,
    ...(signsIn ? { smtp: signInOf(stage.sink) } : {}),
  })
  const crew = await Crew.of(line, Object.fromEntries(roles.map((role) => [role, wires[`postgres, of the ${role}`]])))
  await crew.start()
  await line.connect(crew.url)
  line.customersWrite(4)
  await line.atRest(crew.url)
  const opened = opening.move()
  const { dovecot, sink } = stage
  const servers: Record<string, Server> = {
    postgres,
    ...(redis ? { redis } : {}),
    dovecot: asServer(dovecot),
    smtp: sink,
  }
  return {
    line,
    crew,
    sink,
    dovecot,
    postgres,
    servers,
    wires,
    oauth,
    emptyQueue: () => (redis ? askRedis(redis.url, ['FLUSHALL']) : emptyQueue(line.rows())),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function signInOf({ ca }: SmtpSink): NonNullable<LineOptions['smtp']> {
  return { security: 'starttls', ca, user: 'desk', password: 'right' }
}

function asServer(dovecot: Dovecot): Server {
  return {
    kill9: () => dovecot.kill9(),
    start: () => dovecot.start(),
    freeze: () => dovecot.freeze(),
    thaw: () => dovecot.thaw(),
  }
}

/** The same Redis with the same file through all its deaths. */
async function openRedis(): Promise<Server & AsyncDisposable & Pick<RedisServer, 'url' | 'port'>> {
  const first = await startRedis({ persistence: true })
  const { url, port, folder } = first
  let living: RedisServer = first
  return {
    url,
    port,
    kill9: () => living.kill9(),
    freeze: () => living.freeze(),
    thaw: () => living.thaw(),
    async start() {
      living = await startRedis({ port, folder, persistence: true })
    },
    async [Symbol.asyncDispose]() {
      if (living !== first) await living[Symbol.asyncDispose]()
      await first[Symbol.asyncDispose]()
    },
  }
}
