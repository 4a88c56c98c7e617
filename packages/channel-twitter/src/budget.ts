/** What this day may still cost. Calls are counted as X bills them; at the limit nothing more is asked or sent until midnight (UTC). */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { costOf, type Item, pricesOf, type Uses } from './prices.ts'
import { say } from './sentences.ts'
import type { TwitterSettings } from './settings.ts'

type Counting = Pick<ChannelHost<TwitterSettings>, 'countUse' | 'usedToday'>

/** `near`: four fifths are used, so that looks become rarer before they stop. */
export type Standing = 'free' | 'near' | 'reached'

const nearShare = 0.8
const dayMs = 86_400_000
/** The limit may be raised, and the day may begin a little later by the clock of whoever counts. */
const longestWaitMs = 10 * 60_000

export class Budget {
  readonly #settings: TwitterSettings
  readonly #host: Counting

  constructor(settings: TwitterSettings, host: Counting) {
    this.#settings = settings
    this.#host = host
  }

  /** Durable when it resolves. */
  async count(uses: Uses): Promise<void> {
    const counted = Object.entries(uses).filter(([, count]) => count > 0)
    if (counted.length > 0) await this.#host.countUse(Object.fromEntries(counted))
  }

  /** What X bills once a day, however often it is read. */
  async countOnce(item: Item): Promise<void> {
    if ((await this.#host.usedToday())[item] === undefined) await this.count({ [item]: 1 })
  }

  async standing(): Promise<Standing> {
    const { items, dailyLimit } = pricesOf(this.#settings)
    if (dailyLimit === null) return 'free'
    const cost = costOf(await this.#host.usedToday(), items)
    if (cost >= dailyLimit) return 'reached'
    return cost >= dailyLimit * nearShare ? 'near' : 'free'
  }

  /** Throws where the limit is reached: told to wait, which is no attempt that failed. */
  async mustAllow(): Promise<void> {
    if ((await this.standing()) !== 'reached') return
    throw new ChannelError('rate_limited', this.reached(), {
      scope: 'account',
      retryAfterMs: Math.min(untilTomorrowMs(), longestWaitMs),
    })
  }

  reached() {
    return say('limit_reached', { limit: this.#settings.dailyLimit ?? 0, time: '00:00' })
  }

  near() {
    return say('limit_near', { limit: this.#settings.dailyLimit ?? 0, time: '00:00' })
  }
}

function untilTomorrowMs(now = Date.now()): number {
  return dayMs - (now % dayMs)
}
