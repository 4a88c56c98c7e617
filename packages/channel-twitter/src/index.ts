/** X, formerly Twitter: direct messages, and posts that mention the profile. */
import type { ChannelDefinition } from '@cordboard/core/channel/channel'
import { address } from './address.ts'
import { capabilities } from './limits.ts'
import { normalise } from './normalise.ts'
import { oauth } from './oauth.ts'
import { paceAt, type TwitterPace, twitterPace } from './pace.ts'
import { pricesOf } from './prices.ts'
import { render } from './render.ts'
import { ownId, secretFields, type TwitterSettings, twitterSettingsSchema } from './settings.ts'
import { split } from './split.ts'

export const twitter: ChannelDefinition<TwitterSettings> = twitterWithPace(twitterPace)

/**
 * The same channel with other time limits, for tests that wait for them. What speaks to X is loaded with the first line, not where messages
 * are only read.
 */
export function twitterWithPace(pace: TwitterPace): ChannelDefinition<TwitterSettings> {
  return {
    id: 'twitter',
    label: 'X (Twitter)',
    settings: twitterSettingsSchema,
    secretFields,
    capabilities,
    // Before the first sign-in nobody has written under any number.
    // Of a profile nobody has signed in to yet nothing is known.
    self: (settings) => ({ keys: [ownId(settings) ?? []].flat(), displayName: settings.profile?.name || null }),
    normalise,
    address,
    render,
    split,
    oauth,
    prices: pricesOf,
    contactUrl: ({ profile }) => (profile ? `https://x.com/messages/compose?recipient_id=${profile.id}` : null),
    async connect(settings, host) {
      const { openConnection } = await import('./connection.ts')
      return openConnection(settings, host, paceAt(settings, pace))
    },
    pretend: async () => (await import('../pretend/x-page.ts')).startXPage(),
  }
}
