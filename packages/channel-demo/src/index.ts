/** The demo: a line whose customers live in the process and answer by themselves. */
import type { ChannelDefinition } from '@cordboard/core/channel/channel'
import { address } from './address.ts'
import { type DemoPace, demoPace, openConnection } from './connection.ts'
import { type Exchange, openExchange } from './exchange.ts'
import { normalise } from './normalise.ts'
import { render } from './render.ts'
import { type DemoSettings, demoSettingsSchema, secretFields } from './settings.ts'

/** One exchange for the process: where the connection that sends and the one that receives find each other. */
export const demo: ChannelDefinition<DemoSettings> = demoOn(openExchange(), demoPace)

/** The same channel over another exchange, for tests. */
export function demoOn(exchange: Exchange, pace: DemoPace): ChannelDefinition<DemoSettings> {
  return {
    id: 'demo',
    label: 'Demo',
    offered: false,
    settings: demoSettingsSchema,
    secretFields,
    capabilities: {
      body: { formats: ['markdown', 'text'], maxLength: 4_000 },
      attachments: { maxCount: 5, maxBytes: 10_000_000, mediaTypes: ['*/*'] },
      threading: 'conversation',
      initiate: false,
      replyWindowHours: null,
      resend: 'may_duplicate',
      copies: null,
      signature: false,
      automaticAnswers: false,
    },
    self: () => ({ keys: ['desk'], displayName: null }),
    normalise,
    address,
    render,
    connect: async (settings, host) => openConnection({ settings, host, exchange, pace }),
  }
}
