import type { Channel } from '@cordboard/api-contract/channels'
import { z } from 'zod'
import { resolveHost } from '../../accounts/resolve-host.ts'
import { type AnyChannel, channelOf } from '../../context.ts'
import { procedures } from '../procedures.ts'
import { notFound } from '../refusal.ts'

const discoverLimitMs = 15_000

export const channelRoutes = {
  list: procedures.channels.list.handler(({ context: { desk } }) => ({
    items: desk.channels.map(channelShape),
    nextCursor: null,
  })),
  discover: procedures.channels.discover.handler(async ({ input, context: { desk, request } }) => {
    const channel = channelOf(desk, input.id)
    if (!channel?.discover) throw notFound('channel that finds settings')
    const host = { resolveHost: (name: string) => resolveHost(name, desk.allowPrivateHosts), log: desk.log }
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(discoverLimitMs)])
    const found = await channel.discover(input.hint, host, signal)
    return { items: found.map((settings) => settings as Record<string, unknown>) }
  }),
}

function channelShape(channel: AnyChannel): Channel {
  const { body, attachments } = channel.capabilities
  return {
    id: channel.id,
    label: channel.label,
    capabilities: {
      ...channel.capabilities,
      body: { ...body, formats: [...body.formats] },
      attachments: attachments === null ? null : { ...attachments, mediaTypes: [...attachments.mediaTypes] },
    },
    settings: z.toJSONSchema(channel.settings, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
    secretFields: [...channel.secretFields],
    discovers: channel.discover !== undefined,
  }
}
