/** How often somebody may try a password or a link: counted in PostgreSQL, so that every process counts the same. */
import type { Pool } from 'pg'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../http/refusal.ts'

const windowSeconds = 15 * 60
const triesPerAccount = 10
const triesPerAddress = 50

export type SignInLimit = {
  /** Counts one try. Throws a 429 when there were too many, and a 503 when counting is impossible: it fails closed. */
  count(attempt: { account: string | null; address: string }): Promise<void>
  /** A right password clears the account's count; the address's stays. */
  forgive(account: string): Promise<void>
}

export function openSignInLimit(pool: Pool): SignInLimit {
  const options = {
    storeClient: pool,
    tableName: 'rate_limits',
    tableCreated: true,
    storeType: 'pool',
    duration: windowSeconds,
  }
  const byAccount = new RateLimiterPostgres({ ...options, keyPrefix: 'sign_in_account', points: triesPerAccount })
  const byAddress = new RateLimiterPostgres({ ...options, keyPrefix: 'sign_in_address', points: triesPerAddress })
  return {
    async count({ account, address }) {
      await consume(byAddress, address)
      if (account !== null) await consume(byAccount, account.toLowerCase())
    },
    async forgive(account) {
      await byAccount.delete(account.toLowerCase())
    },
  }
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key.slice(0, 200))
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) {
      throw new Refusal(503, 'try_later', 'Signing in is not possible right now; try again in a moment.', {
        cause: refused,
      })
    }
    const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
    const minutes = Math.ceil(retryAfterSeconds / 60)
    throw new Refusal(
      429,
      'too_many_tries',
      `Too many tries; wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and try again.`,
      { retryAfterSeconds },
    )
  }
}
