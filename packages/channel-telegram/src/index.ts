/** Telegram: customers write to a bot. */
import type { ChannelDefinition } from '@cordboard/core/channel/channel'
import { address } from './address.ts'
import { largestAlbum, largestFile } from './albums.ts'
import { normalise } from './normalise.ts'
import { longestText } from './refusals.ts'
import { render } from './render.ts'
import type { TelegramPace } from './send.ts'
import { botIdOf, secretFields, type TelegramSettings, telegramSettingsSchema } from './settings.ts'
import { split } from './split.ts'

const usualPace: TelegramPace = { answerTimeoutMs: 30_000, pollSeconds: 25, conflictMs: 1_000 }

export const telegram: ChannelDefinition<TelegramSettings> = telegramWithPace(usualPace)

/** The same channel, less patient, for tests. What speaks to Telegram is loaded with the first line, not where messages are only read. */
export function telegramWithPace(pace: TelegramPace): ChannelDefinition<TelegramSettings> {
  return {
    id: 'telegram',
    label: 'Telegram',
    settings: telegramSettingsSchema,
    secretFields,
    capabilities: {
      body: { formats: ['markdown'], maxLength: longestText },
      attachments: {
        maxCount: largestAlbum,
        maxBytes: 2 * largestFile,
        maxBytesEach: largestFile,
        mediaTypes: ['*/*'],
      },
      threading: 'conversation',
      initiate: false,
      replyWindowHours: null,
      resend: 'may_duplicate',
      copies: null,
      signature: false,
      automaticAnswers: true,
      namesMessages: true,
      edits: { withinHours: null },
      retracts: { withinHours: 48 },
      showsTyping: true,
    },
    self: (settings) => ({ keys: [botIdOf(settings)], displayName: settings.username ?? null }),
    normalise,
    address,
    render,
    split,
    contactUrl: ({ username }) => (username === undefined ? null : `https://t.me/${username}`),
    connect: async (settings, host) => (await import('./connection.ts')).openConnection(settings, { host, pace }),
    pretend: async () => (await import('../pretend/phone.ts')).startPhone(),
  }
}
