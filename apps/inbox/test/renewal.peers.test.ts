/** Credentials that serve once: two desks on one database find them stale at the same moment. */
import { ChannelError } from '@cordboard/core/channel/error'
import type { Renewal } from '@cordboard/core/channel/oauth'
import { until } from '@cordboard/channel-testkit/peers/until'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccount } from '../src/accounts/create-account.ts'
import { loadAccount } from '../src/accounts/load-account.ts'
import { openHost } from '../src/accounts/open-host.ts'
import { updateAccount } from '../src/accounts/update-account.ts'
import type { Context } from '../src/context.ts'
import { openDatabase } from '../src/db/database.ts'
import type { PretendSettings } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'
import { quiet } from './support/quiet-log.ts'

const first = 'token-0'
const isFirst = ({ secret }: PretendSettings) => secret === first

describe('credentials that are replaced by use', () => {
  let desk: PretendDesk
  let others: AsyncDisposable
  /** Two processes, as far as the database can tell. */
  let processes: [Context, Context]
  let id: string
  /** What the provider takes next, and everything it was asked. */
  let valid: string
  let asked: string[]

  beforeEach(async () => {
    desk = await openPretendDesk()
    const { db, pool, ...database } = openDatabase(desk.ctx.databaseUrl, { log: quiet, applicationName: 'other' })
    others = database
    processes = [desk.ctx, { ...desk.ctx, db, pool }]
    const settings = { address: 'desk@example.com', secret: first }
    const made = await createAccount(processes[0], { channel: 'pretend', name: 'x', settings, actorAgentId: null })
    id = made.ok ? made.id : ''
    valid = first
    asked = []
  })
  afterEach(async () => {
    await others[Symbol.asyncDispose]()
    await desk[Symbol.asyncDispose]()
  })

  /** Serves once; one that comes again ends everything, as providers do that suspect a theft. */
  async function spend(secret: string): Promise<string> {
    asked.push(secret)
    if (secret !== valid) throw new ChannelError('needs_reauth', 'Used up.')
    valid = `token-${asked.length}`
    return valid
  }

  /** Where the spent one still stands by then, and nowhere else. */
  function inPlaceOf(spent: string, secret: string) {
    return (current: PretendSettings) => (current.secret === spent ? { secret } : null)
  }

  async function exchange({ secret }: PretendSettings) {
    return inPlaceOf(secret, await spend(secret))
  }

  async function renew(ctx: Context, renewal: Partial<Renewal<PretendSettings>> = {}): Promise<PretendSettings> {
    const account = await loadAccount(ctx, id)
    if (!account) throw new Error('The account is gone.')
    const host = openHost(ctx, account, { epoch: null })
    const stale = (account.settings as PretendSettings).secret
    const whole: Renewal<PretendSettings> = { isStale: ({ secret }) => secret === stale, exchange, ...renewal }
    return (await host.renewCredentials(whole as Renewal<object>)) as PretendSettings
  }

  async function row() {
    return desk.ctx.db.selectFrom('channel_accounts').selectAll().executeTakeFirstOrThrow()
  }

  it('are renewed once by twenty that find them stale at once, and no line is dialled anew', async () => {
    const all = Array.from({ length: 20 }, (_, index) => renew(processes[index % 2]!, { isStale: isFirst }))
    expect(new Set((await Promise.all(all)).map(({ secret }) => secret))).toEqual(new Set(['token-1']))
    expect(asked).toEqual([first])
    expect(await row()).toMatchObject({ revision: 1, renewing_by: null, renewing_until: null })
  })

  it('are stored before anybody gets them, and are what the next start uses', async () => {
    await renew(processes[0])
    expect((await loadAccount(processes[1], id))?.settings).toMatchObject({ secret: 'token-1' })
    expect(await renew(processes[1])).toMatchObject({ secret: 'token-2' })
    expect(asked).toEqual([first, 'token-1'])
  })

  it('are asked for again at once after a provider that failed', async () => {
    const failing = { exchange: () => Promise.reject(new ChannelError('transient', 'Down.')) }
    await expect(renew(processes[0], failing)).rejects.toMatchObject({ kind: 'transient', message: 'Down.' })
    expect(await renew(processes[1])).toMatchObject({ secret: 'token-1' })
  })

  it('wait for a process that died in the middle only as long as its lease', async () => {
    await sql`update channel_accounts set renewing_by = gen_random_uuid(),
      renewing_until = now() + interval '700 milliseconds'`.execute(desk.ctx.db)
    const begun = performance.now()
    expect(await renew(processes[0])).toMatchObject({ secret: 'token-1' })
    expect(performance.now() - begun).toBeGreaterThan(500)
  })

  it('stay those an admin brought while the old ones were being exchanged', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    const slow = async ({ secret }: PretendSettings) => {
      const renewed = await exchange({ address: '', secret })
      await answered
      return renewed
    }
    const renewing = renew(processes[0], { exchange: slow })
    await until('the provider is asked', () => asked.length === 1)
    const settings = { address: 'desk@example.com', secret: 'from the admin' }
    await updateAccount(processes[1], { id, settings, actorAgentId: null })
    answer()
    expect(await renewing).toMatchObject({ secret: 'from the admin' })
    expect((await loadAccount(processes[1], id))?.settings).toMatchObject({ secret: 'from the admin' })
  })

  it('are kept though an admin changed something else while they were being exchanged', async () => {
    const changing = async (stored: PretendSettings) => {
      const renewed = await exchange(stored)
      const settings = { address: 'desk@example.com', note: 'another folder' }
      await updateAccount(processes[1], { id, settings, actorAgentId: null })
      return renewed
    }
    expect(await renew(processes[0], { exchange: changing })).toMatchObject({ secret: 'token-1' })
    const kept = { secret: 'token-1', note: 'another folder' }
    expect((await loadAccount(processes[1], id))?.settings).toMatchObject(kept)
  })

  it('are not called dead when an admin signed in anew while they were being refused', async () => {
    const refused = async () => {
      const settings = { address: 'desk@example.com', secret: 'from the admin' }
      await updateAccount(processes[1], { id, settings, actorAgentId: null })
      throw new ChannelError('needs_reauth', 'Used up.')
    }
    expect(await renew(processes[0], { exchange: refused })).toMatchObject({ secret: 'from the admin' })
  })

  it('are kept though the process that got them was paused past its lease, as long as nobody else renewed', async () => {
    const paused = async ({ secret }: PretendSettings) => {
      const renewed = await exchange({ address: '', secret })
      await sql`update channel_accounts set renewing_until = now() - interval '1 second'`.execute(desk.ctx.db)
      return renewed
    }
    expect(await renew(processes[0], { exchange: paused })).toMatchObject({ secret: 'token-1' })
    expect((await loadAccount(processes[1], id))?.settings).toMatchObject({ secret: 'token-1' })
  })

  it('are a matter of trying again when our own database fails, not of asking the admin', async () => {
    const broken = {
      isStale: () => {
        throw new Error('not readable')
      },
    }
    await expect(renew(processes[0], broken)).rejects.toMatchObject({ kind: 'transient', scope: 'account' })
  })
})
