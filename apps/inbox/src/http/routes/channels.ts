import { capabilitiesSchema, type Channel } from '@cordboard/api-contract/channels'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { resolveHost } from '../../accounts/resolve-host.ts'
import { type AnyChannel, channelOf } from '../../context.ts'
import type { Tables } from '../../db/tables.ts'
import { oauthCallback } from '../desk-url.ts'
import { procedures } from '../procedures.ts'
import { notFound } from '../refusal.ts'

const discoverLimitMs = 15_000

export const channelRoutes = {
  list: procedures.channels.list.handler(async ({ context: { desk, request } }) => {
    const used = await channelsInUse(desk.db)
    const listed = desk.channels.filter(({ id, offered }) => offered !== false || used.has(id))
    return { items: listed.map((channel) => channelShape(channel, oauthCallback(desk, request))), nextCursor: null }
  }),
  discover: procedures.channels.discover.handler(async ({ input, context: { desk, request } }) => {
    const channel = channelOf(desk, input.id)
    if (!channel?.discover) throw notFound('channel that finds settings')
    const host = { resolveHost: (name: string) => resolveHost(name, desk.allowPrivateHosts), log: desk.log }
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(discoverLimitMs)])
    const found = await channel.discover(input.hint, host, signal)
    return { items: found.map((settings) => settings as Record<string, unknown>) }
  }),
}

/** Whoever answers on a line needs its limits, also where nobody can connect another one like it. */
async function channelsInUse(db: Kysely<Tables>): Promise<Set<string>> {
  const { rows } = await sql<{ channel: string }>`
    select distinct channel from channel_accounts where deleted_at is null`.execute(db)
  return new Set(rows.map(({ channel }) => channel))
}

function channelShape(channel: AnyChannel, redirectUri: string): Channel {
  return {
    id: channel.id,
    label: channel.label,
    // Cut to what the contract shows, and never the channel's own object.
    capabilities: capabilitiesSchema.parse(channel.capabilities),
    divides: channel.split !== undefined,
    settings: z.toJSONSchema(channel.settings, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
    secretFields: [...channel.secretFields],
    discovers: channel.discover !== undefined,
    providerSignIn: channel.oauth ? { redirectUri } : null,
  }
}
