/** Asks X to announce new messages to the desk (X Activity API): one webhook for the app, one subscription for each kind of event. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Sentence } from '@cordboard/core/sentence'
import { z } from 'zod'
import type { TwitterCursor } from './cursor.ts'
import { technicalOf } from './errors.ts'
import { XFailure } from './failure.ts'
import type { XLink } from './link.ts'
import { say } from './sentences.ts'
import type { TwitterSettings } from './settings.ts'

/** `trouble`: it is wanted and does not work; the lists are read all the same. */
export type Announcing = { works: boolean; trouble: Sentence | null }

type Context = {
  settings: TwitterSettings
  host: Pick<ChannelHost<TwitterSettings>, 'hookUrl' | 'log'>
  self: string
  cursor: TwitterCursor
}

/** Mentions that are only implied in a reply come as replies. */
const eventTypes = [
  'dm.received',
  'chat.received',
  'post.mention.create',
  'post.reply.create',
  'post.quote.create',
  'post.delete',
]
const webhooksUrl = 'https://api.x.com/2/webhooks'
const subscriptionsUrl = 'https://api.x.com/2/activity/subscriptions'
/** What was announced while nobody listened is asked for again, as far back as X keeps it. */
const missedAfterMs = 5 * 60_000
const longestReplayMs = 24 * 3_600_000

const webhookSchema = z.object({ id: z.string(), url: z.string(), valid: z.boolean().optional() })
const webhooksSchema = z.object({ data: z.array(webhookSchema).default([]) })
const madeSchema = z.union([z.object({ data: webhookSchema }).transform(({ data }) => data), webhookSchema])
const subscriptionsSchema = z.object({
  data: z
    .array(
      z.object({
        event_type: z.string(),
        filter: z.object({ user_id: z.string().optional() }),
        webhook_id: z.string().optional(),
      }),
    )
    .default([]),
})

export async function startAnnouncing(link: XLink, context: Context, signal: AbortSignal): Promise<Announcing> {
  const { settings, host } = context
  if (settings.webhooks !== true) return { works: false, trouble: null }
  if (host.hookUrl === null) return { works: false, trouble: say('no_address') }
  try {
    const webhook = await webhookAt(host.hookUrl, link, signal)
    await subscribe(webhook, link, context, signal)
    await replay(webhook, link, context, signal)
    return { works: true, trouble: null }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ChannelError && error.sentence !== null)
      return { works: false, trouble: { ...error.sentence, text: error.message } }
    if (!(error instanceof XFailure) && !(error instanceof z.ZodError)) throw error
    const technical = error instanceof XFailure ? technicalOf(error.facts) : 'unusable answer'
    host.log.warn({ technical }, 'webhook not registered')
    return { works: false, trouble: say('not_announced', { address: host.hookUrl }) }
  }
}

/** X asks the address for proof before it takes it, and again when it was silent for a day. */
async function webhookAt(url: string, link: XLink, signal: AbortSignal): Promise<string> {
  const { data: known } = await link.askAsApp({ method: 'GET', url: webhooksUrl }, signal)
  const found = webhooksSchema.parse(known).data.find((webhook) => webhook.url === url)
  if (found === undefined) {
    const { data } = await link.askAsApp({ method: 'POST', url: webhooksUrl, body: { url } }, signal)
    return madeSchema.parse(data).id
  }
  if (found.valid === false) await link.askAsApp({ method: 'PUT', url: `${webhooksUrl}/${found.id}` }, signal)
  return found.id
}

/** Private events are subscribed to by the profile itself. */
async function subscribe(webhook: string, link: XLink, { self }: Context, signal: AbortSignal): Promise<void> {
  const { data } = await link.askAsApp({ method: 'GET', url: subscriptionsUrl }, signal)
  const own = subscriptionsSchema
    .parse(data)
    .data.filter(({ filter, webhook_id: to }) => filter.user_id === self && to === webhook)
    .map(({ event_type: type }) => type)
  for (const type of eventTypes.filter((wanted) => !own.includes(wanted))) {
    const body = { event_type: type, filter: { user_id: self }, tag: 'cordboard', webhook_id: webhook }
    await link.ask({ method: 'POST', url: subscriptionsUrl, body }, signal)
  }
}

/** The lists hold no deletions and no encrypted messages, so these come only this way. A refusal is no reason to do without. */
async function replay(webhook: string, link: XLink, { cursor, host }: Context, signal: AbortSignal): Promise<void> {
  const last = Date.parse(cursor.directMessages.lookedAt ?? '')
  const now = Date.now()
  if (Number.isNaN(last) || now - last < missedAfterMs) return
  const from = Math.max(last, now - longestReplayMs)
  const body = { webhook_id: webhook, from_date: minuteOf(from), to_date: minuteOf(now) }
  try {
    await link.askAsApp({ method: 'POST', url: `${webhooksUrl}/replay`, body }, signal)
  } catch (error) {
    if (!(error instanceof XFailure)) throw error
    host.log.warn({ technical: technicalOf(error.facts) }, 'announcements not repeated')
  }
}

/** As X writes it: 202611232315. */
function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace(/\D/g, '')
}
