/**
 * One look at what is new, to the end of all its pages. The cursor moves only after the last of them: a run that is cut short is made
 * again, and finds in the ledger what it had stored.
 */
import type { ChannelHost, RawMessage } from '@cordboard/core/channel/channel'
import type { RateLimit } from './answer.ts'
import type { Budget } from './budget.ts'
import { dateOf } from './direct-message.ts'
import { isNewer, newestOf } from './ids.ts'
import type { XLink } from './link.ts'
import { type Item, type LooseIncludes, type Page, pageIn } from './pages.ts'
import type { TwitterPace } from './pace.ts'
import { pause, waitingState, whenAffordable } from './pause.ts'
import type { Uses } from './prices.ts'
import type { TwitterSettings } from './settings.ts'

export type LookContext = {
  link: XLink
  budget: Budget
  host: Pick<ChannelHost<TwitterSettings>, 'accept' | 'knownKeys' | 'reportState'>
  self: string
  pace: Pick<TwitterPace, 'limitCheckMs'>
}

export type List = {
  url: string
  query: Readonly<Record<string, string>>
  key(id: string): string
  raw(item: Item, includes: LooseIncludes, receivedAt: Date): RawMessage
  /** What so many new items cost. */
  uses(count: number): Uses
  isWanted(item: Item): boolean
  /** Whether what follows this page is known or too old. */
  isEnd(page: Page): boolean
}

/** `found`: how many are newer than what was known. `refused`: X wants to be asked later, and nothing was read to the end. */
export type Looked = { newest: string | null; limit: RateLimit | null; found: number; refused?: true }

export async function look(
  list: List,
  { newest, isNewDay }: { newest: string | null; isNewDay: boolean },
  context: LookContext,
  signal: AbortSignal,
): Promise<Looked> {
  const seen: Looked = { newest, limit: null, found: 0 }
  for (let token: string | null = null; ;) {
    const query = { ...list.query, ...(token !== null && { pagination_token: token }) }
    const answer = await context.link.ask({ method: 'GET', url: list.url, query }, signal)
    const page = pageIn(answer)
    seen.limit = answer.limit
    seen.found += page.items.filter(({ id }) => isNewer(id, newest)).length
    await store(page, list, { ...context, isNewDay })
    seen.newest = newestOf(
      page.items.map(({ id }) => id),
      seen.newest,
    )
    token = page.next
    if (token === null || list.isEnd(page)) return seen
    await whenAllowed(answer.limit, context, signal)
    await whenAffordable(context, signal)
  }
}

/** Oldest first. What the ledger has already is not offered again, and paid for once a day. */
async function store(page: Page, list: List, { host, budget, isNewDay }: LookContext & { isNewDay: boolean }) {
  const wanted = page.items.filter((item) => list.isWanted(item))
  const known = wanted.length === 0 ? new Set() : await host.knownKeys(wanted.map(({ id }) => list.key(id)))
  const fresh = wanted.filter(({ id }) => !known.has(list.key(id))).toReversed()
  if (fresh.length > 0) await host.accept(fresh.map((item) => list.raw(item, page.includes, momentOf(item))))
  await budget.count(list.uses(isNewDay ? page.items.length : fresh.length))
}

/** X's clock, as long as it is not ahead of ours. */
function momentOf({ created_at: at = '' }: Item): Date {
  const now = new Date()
  const created = dateOf(at)
  return created === null || created > now ? now : created
}

/** In the middle of a run that used up what may be asked. */
async function whenAllowed(limit: RateLimit | null, { host }: LookContext, signal: AbortSignal): Promise<void> {
  if (limit === null || limit.remaining > 0) return
  await pause(host, waitingState(limit.resetAt), limit.resetAt - Date.now(), signal)
}
