/** The desk's inside over a database of its own and a pretended provider, with a doorbell that a test hears and may make deaf. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '@cordboard/core/channel/channel'
import type { Doorbell } from '@cordboard/queue/doorbell'
import type { Errand } from '@cordboard/queue/jobs'
import { createAccount } from '../../src/accounts/create-account.ts'
import { openDiskStore } from '../../src/blobs/disk-store.ts'
import type { Context } from '../../src/context.ts'
import { openDatabase } from '../../src/db/database.ts'
import { openReplyTokens } from '../../src/reply-tokens.ts'
import { openSecrets } from '../../src/secrets.ts'
import { createIngest, type Ingest } from '../../src/inbound/ingest.ts'
import { createNormalise } from '../../src/inbound/normalise.ts'
import { type ApartLimits, openApartReader } from '../../src/inbound/normalise-apart.ts'
import { PretendProvider, pretendChannel } from './pretend-channel.ts'
import { pretendChat } from './pretend-chat.ts'
import { createTestDatabase } from './postgres.ts'
import { quiet } from './quiet-log.ts'

export type Rung = { inbound: string[]; backlog: string[]; drain: string[]; errands: Errand[] }

export interface PretendDesk extends AsyncDisposable {
  ctx: Context
  provider: PretendProvider
  /** What the doorbell was asked to ring for since the last look. */
  rung: Rung
  ingest: Ingest
  /** Works through everything that is open, whether anybody rang or not. */
  ingestAll(): Promise<void>
  account(address?: string, channel?: string): Promise<string>
}

export async function openPretendDesk(options: { log?: Log; apart?: ApartLimits } = {}): Promise<PretendDesk> {
  await using opening = new AsyncDisposableStack()
  const testDatabase = opening.use(await createTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-pretend-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const log = options.log ?? quiet
  const { db, pool, hotPool, ...database } = openDatabase(testDatabase.url, { log, applicationName: 'test' })
  opening.use(database)
  const provider = new PretendProvider()
  const rung: Rung = { inbound: [], backlog: [], drain: [], errands: [] }
  const ctx: Context = {
    db,
    pool,
    hotPool,
    databaseUrl: testDatabase.url,
    doorbell: recordingDoorbell(rung),
    blobs: await openDiskStore(join(folder, 'blobs')),
    secrets: openSecrets(Buffer.alloc(32, 7)),
    tokens: openReplyTokens(Buffer.alloc(32, 7)),
    channels: [pretendChannel(provider), pretendChat(provider)],
    channelsModule: new URL('./pretend-channels.ts', import.meta.url),
    allowPrivateHosts: [],
    publicUrl: null,
    reach: () => undefined,
    log,
  }
  const apart = opening.use(openApartReader(ctx.channelsModule, options.apart))
  const lookupTxt = () => Promise.reject(new Error('A pretended desk asks nobody.'))
  const reads = { normalise: createNormalise(apart.normalise), lookupTxt }
  const ingest = createIngest({ ...ctx, ...reads }, new AbortController().signal)
  const opened = opening.move()
  return {
    ctx,
    provider,
    rung,
    ingest,
    async ingestAll() {
      const rows = await db.selectFrom('ledger').select('id').where('state', '=', 'open').orderBy('id').execute()
      await ingest(rows.map(({ id }) => id))
    },
    async account(address = 'desk@example.com', channel = 'pretend') {
      const settings = { address, secret: 'not to be seen' }
      const made = await createAccount(ctx, { channel, name: address, settings, actorAgentId: null })
      if (!made.ok) throw new Error(made.message)
      return made.id
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function recordingDoorbell(rung: Rung): Doorbell {
  const heard = Promise.resolve({ heard: true } as const)
  return {
    ring: {
      inbound(ids, { priority = 'live' } = {}) {
        rung[priority === 'live' ? 'inbound' : 'backlog'].push(...ids)
        return heard
      },
      drain(id) {
        rung.drain.push(id)
        return heard
      },
      errand(errand) {
        rung.errands.push(errand)
        return heard
      },
      bulkDrain(ids) {
        rung.drain.push(...ids)
        return heard
      },
    },
    depth: () => Promise.reject(new Error('A recording doorbell has no depth.')),
    ping: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
