/** Takes what X announces: proves that it is X's, stores it, and only then says that it came. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { type Announcement, announcementIn, lackingContext, rawsOf, withContext } from './announced.ts'
import type { Budget } from './budget.ts'
import { XFailure } from './failure.ts'
import type { XLink } from './link.ts'
import { losslessIn } from './lossless-json.ts'
import { postFields } from './lists.ts'
import { pageIn } from './pages.ts'
import { ownId, type TwitterSettings } from './settings.ts'
import { challengeAnswer, isSigned } from './signature.ts'

type Context = { settings: TwitterSettings; host: ChannelHost<TwitterSettings>; budget: Budget; link: XLink }

const largestBody = 5_000_000
/** X waits ten seconds for the answer. */
const contextLimitMs = 3_000
const encryptedNoteMs = 86_400_000

export async function handleWebhook(request: Request, context: Context): Promise<Response> {
  if (request.method === 'GET') return answerChallenge(request, context.settings)
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  const body = new Uint8Array(await request.arrayBuffer())
  if (body.length > largestBody) return new Response(null, { status: 413 })
  if (!isSigned(body, request.headers, context.settings)) return new Response(null, { status: 401 })
  const announcement = announcementIn(losslessIn(new TextDecoder().decode(body)))
  if (announcement === null) {
    context.host.log.warn({ bytes: body.length }, 'announcement not understood')
    return new Response(null, { status: 400 })
  }
  await takeIn(announcement, context)
  return new Response(null, { status: 200 })
}

function answerChallenge({ url }: Request, settings: TwitterSettings): Response {
  const answer = challengeAnswer(new URL(url).searchParams.get('crc_token'), settings)
  return answer === null ? new Response(null, { status: 400 }) : Response.json({ response_token: answer })
}

async function takeIn(announcement: Announcement, context: Context): Promise<void> {
  const { settings, host, budget } = context
  const { event_type: type, event_uuid: uuid, filter } = announcement
  const self = ownId(settings) ?? filter.user_id
  // An app with several profiles may announce them all to one address.
  if (self === undefined || (filter.user_id !== undefined && filter.user_id !== self))
    return host.log.warn({ type, uuid }, 'announcement for another profile')
  const whole = await completed(announcement, context)
  const { raws, uses, encrypted } = rawsOf(whole, self)
  if (raws.length === 0) return host.log.info({ type, uuid }, 'announcement of no concern')
  // X announces again what it announced before, and one post by each of the reasons to do so; it bills each once.
  const known = await host.knownKeys(raws.map(({ key }) => key))
  await host.accept(raws)
  if (raws.some(({ key }) => !known.has(key))) await budget.count(uses)
  if (encrypted) await noteEncrypted(settings, host)
}

/** With what it answers, where X did not send that along. Without, if X does not say it soon. */
async function completed(announcement: Announcement, { link, budget, host }: Context): Promise<Announcement> {
  const lacking = lackingContext(announcement)
  if (lacking.length === 0 || (await budget.standing()) !== 'free') return announcement
  try {
    const query = { ...postFields, ids: lacking.join(',') }
    const answer = await link.ask(
      { method: 'GET', url: 'https://api.x.com/2/tweets', query },
      AbortSignal.timeout(contextLimitMs),
    )
    const page = pageIn(answer)
    await budget.count({ postRead: page.items.length })
    return withContext(announcement, page)
  } catch (error) {
    host.log.warn(
      { uuid: announcement.event_uuid, kind: error instanceof XFailure ? error.message : 'sign-in' },
      'no context',
    )
    return announcement
  }
}

/** Kept with the account: whoever receives for it says so. */
async function noteEncrypted(
  { encryptedSeenAt = '' }: TwitterSettings,
  host: ChannelHost<TwitterSettings>,
): Promise<void> {
  if (Date.now() - Date.parse(encryptedSeenAt) < encryptedNoteMs) return
  await host.saveSettings({ encryptedSeenAt: new Date().toISOString() })
}
