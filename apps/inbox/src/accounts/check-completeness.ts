/** "Is everything that is on the server in the ledger?": the provider's list beside ours, and what the difference is. */
import type { Absence, Completeness, CompletenessProgress } from '@cordboard/api-contract/completeness'
import type { AbsentMessage, Inventory } from '@cordboard/core/channel/inventory'
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import type { Context } from '../context.ts'
import { findGone, knownHashes } from '../ledger/compare-keys.ts'
import type { Account } from './load-account.ts'
import { openHost } from './open-host.ts'

export type CheckOptions = {
  /** What is lacking without an explanation is taken in before the answer is drawn up. */
  fetchMissing: boolean
  signal: AbortSignal
  onProgress: (progress: CompletenessProgress) => void
}
type Listing = ChannelConnection & Required<Pick<ChannelConnection, 'takeInventory'>>

const mostListed = 100

/**
 * `null` where the account's channel has no list to compare with. Throws a `ChannelError` when the provider cannot be asked. Runs beside
 * the listener's line, which goes on; may take minutes.
 */
export async function checkCompleteness(
  ctx: Context,
  account: Account,
  { fetchMissing, signal, onProgress }: CheckOptions,
): Promise<Completeness | null> {
  const host = openHost(ctx, account, { epoch: null })
  await using connection = await account.channel.connect(account.settings, host)
  if (!canList(connection)) return null
  let inventory = await connection.takeInventory(signal, onProgress)
  let fetched: number | null = null
  if (fetchMissing) {
    const before = unexplained(inventory)
    if (before.length > 0) await connection.takeIn?.(before, signal)
    if (before.length > 0) inventory = await connection.takeInventory(signal, onProgress)
    const still = new Set(unexplained(inventory))
    fetched = before.filter((key) => !still.has(key)).length
  }
  const result = await describe(ctx, account.id, inventory, fetched)
  const counts = result.places.map(({ place, listed, absent }) => ({ place, listed, absent: absent.byAbsence }))
  ctx.log.info({ accountId: account.id, places: counts, gone: result.gone?.total, fetched }, 'completeness_checked')
  return result
}

function canList(connection: ChannelConnection): connection is Listing {
  return connection.takeInventory !== undefined
}

function unexplained({ places }: Inventory): string[] {
  return places.flatMap(({ absent }) => absent.filter(({ absence }) => absence === 'unexplained')).map(({ key }) => key)
}

async function describe(
  { pool }: Pick<Context, 'pool'>,
  accountId: string,
  { places }: Inventory,
  fetched: number | null,
): Promise<Completeness> {
  const hashes = places.flatMap(({ absent }) => absent.flatMap(({ sketch }) => sketch?.sha256 ?? []))
  const moved = await knownHashes(pool, accountId, hashes)
  // Of an account with a place that could not be listed, nobody knows what is gone.
  const isWhole = places.every(({ trouble }) => trouble === null)
  const keys = places.flatMap((place) => place.keys)
  return {
    checkedAt: new Date().toISOString(),
    places: places.map(({ place, trouble, keys: listed, absent }) => ({
      place,
      trouble,
      listed: listed.length,
      stored: listed.length - absent.length,
      absent: absentOf(absent, moved),
    })),
    gone: isWhole ? await findGone(pool, accountId, { keys, most: mostListed }) : null,
    fetched,
  }
}

function absentOf(
  absent: readonly AbsentMessage[],
  moved: ReadonlySet<string>,
): Completeness['places'][number]['absent'] {
  const why = ({ absence, sketch }: AbsentMessage): Absence =>
    absence === 'unexplained' && sketch?.sha256 && moved.has(sketch.sha256) ? 'moved' : absence
  const byAbsence = { waiting: 0, withheld: 0, moved: 0, unexplained: 0 }
  for (const message of absent) byAbsence[why(message)] += 1
  const sketched = absent.filter(({ sketch }) => sketch !== null)
  const first = sketched.toSorted((a, b) => Number(b.absence === 'unexplained') - Number(a.absence === 'unexplained'))
  const items = first.slice(0, mostListed).map((message) => ({
    id: message.id,
    absence: why(message),
    receivedAt: message.sketch?.receivedAt?.toISOString() ?? null,
    size: message.sketch?.size ?? null,
    sender: message.sketch?.sender ?? null,
    subject: message.sketch?.subject ?? null,
  }))
  return { total: absent.length, byAbsence, items }
}
