/** Tokens that end while two processes use them. */
import type { Fault } from './fault.ts'
import { work } from './work.ts'

/** A line that is cut again and again is dialled with growing patience, up to a minute. */
const longestBackOffMs = 120_000

/** In a world whose mail servers want tokens. */
export const tokenRace: Fault = {
  name: 'token refresh race of two processes',
  async run(world, form) {
    const { oauth, dovecot, servers, line, crew } = world
    if (oauth === null) throw new Error('The mail servers of this world want no tokens.')
    const times = form === 'long' ? 5 : 2
    const before = oauth.granted.refresh_token
    for (let time = 1; time <= times; time += 1) {
      // The provider is slow, so that whoever needs a token meets whoever is renewing it.
      oauth.script({ do: 'slow', ms: 300 })
      oauth.expireAccessTokens()
      await servers['smtp']?.kill9()
      await servers['smtp']?.start()
      dovecot.killSessions()
      await work(world, { mails: 2, replies: 3 })
      await line.atRest(crew.url, longestBackOffMs)
      const renewed = oauth.granted.refresh_token - before
      if (renewed !== time) throw new Error(`After ${time} endings the token was renewed ${renewed} times.`)
    }
    return {
      injected: `listener and worker find their token ended at once: ${times} endings, ${times} renewals`,
      times,
    }
  },
}
