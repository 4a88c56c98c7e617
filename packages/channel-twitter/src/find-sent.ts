/** What became of a reply that got no answer: X lists what the profile itself wrote. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { skewOf } from './answer.ts'
import type { Budget } from './budget.ts'
import { dateOf, listedMessage } from './direct-message.ts'
import { toChannelError } from './errors.ts'
import { eventId, numberIn, postId, ways } from './ids.ts'
import type { XLink } from './link.ts'
import { dmFields, postFields } from './lists.ts'
import { type Item as Listed, type Page, pageIn } from './pages.ts'
import type { Item } from './prices.ts'
import { wordsOf } from './post-text.ts'
import { readProfile } from './profile.ts'
import { includesSchema, listedEventSchema, postSchema } from './raw.ts'
import { ownId } from './settings.ts'

type Context = { link: XLink; budget: Budget }

/** Both clocks tell whole seconds at best. */
const roundingMs = 2_000
const mostPages = 3

/** Whether an id is another reply's. */
type IsTaken = (externalId: string) => Promise<boolean>

/** The desk's id of it where it is there, `null` where it is not among the latest. Throws a `ChannelError`. */
export async function findSent(
  message: OutboundMessage,
  context: Context,
  signal: AbortSignal,
  isTaken: IsTaken = async () => false,
): Promise<string | null> {
  const { envelope } = message
  const [recipient = ''] = envelope.to
  try {
    const self =
      ownId(context.link.settings) ?? (await readProfile((question) => context.link.ask(question, signal))).profile.id
    if (envelope.way === ways.public) {
      const url = `https://api.x.com/2/users/${self}/tweets`
      const found = await search(
        { url, query: { ...postFields, max_results: '100' }, item: 'mentionRead' as const },
        context,
        message,
        { matches: isPost(message), isFree: async ({ id }) => !(await isTaken(postId(id))) },
        signal,
      )
      return found && postId(found.id)
    }
    const group = numberIn(recipient, 'group')
    const url = `https://api.x.com/2/dm_conversations/${group ?? `with/${recipient}`}/dm_events`
    const found = await search(
      { url, query: { ...dmFields, max_results: '100' }, item: 'dmRead' as const },
      context,
      message,
      { matches: isEvent(message, self), isFree: async ({ id }) => !(await isTaken(eventId(id))) },
      signal,
    )
    return found && eventId(found.id)
  } catch (error) {
    throw toChannelError(error, 'read')
  }
}

type Matches = (item: Listed, page: Page) => boolean
type Wanted = { matches: Matches; isFree: (item: Listed) => Promise<boolean> }

/** Lists are newest first: what is older than the reply, by X's own clock, ends the search. */
async function search(
  list: { url: string; query: Record<string, string>; item: Item },
  { link, budget }: Context,
  { createdAt }: OutboundMessage,
  { matches, isFree }: Wanted,
  signal: AbortSignal,
): Promise<Listed | null> {
  let token: string | null = null
  for (let pages = 0; pages < mostPages; pages++) {
    const query = { ...list.query, ...(token !== null && { pagination_token: token }) }
    const answer = await link.ask({ method: 'GET', url: list.url, query }, signal)
    const page = pageIn(answer)
    const writtenAt = createdAt.getTime() + (skewOf(answer.headers) ?? 0) - roundingMs
    const isLater = ({ created_at: at = '' }: Listed) => (dateOf(at)?.getTime() ?? 0) >= writtenAt
    // What is older was read, and paid for, when it came.
    await budget.count({ [list.item]: page.items.filter(isLater).length })
    // The earliest of those that match: later ones may be later replies with the same words.
    const matching = page.items.filter((item) => isLater(item) && matches(item, page))
    for (const item of matching.toReversed()) if (await isFree(item)) return item
    token = page.next
    if (token === null || page.items.some((item) => !isLater(item))) return null
  }
  return null
}

function isPost({ envelope, body, attachments }: OutboundMessage): Matches {
  return (item) => {
    const post = postSchema.safeParse(item).data
    const answered = post?.referenced_tweets?.find(({ type }) => type === 'replied_to')?.id
    if (post === undefined || answered === undefined || postId(answered) !== envelope.inReplyTo) return false
    return (
      (post.attachments?.media_keys?.length ?? 0) === attachments.length && inked(wordsOf(post)) === inked(body.text)
    )
  }
}

function isEvent({ body, attachments }: OutboundMessage, self: string): Matches {
  return (item, { includes }) => {
    const event = listedEventSchema.safeParse(item).data
    const direct = event && listedMessage(event, includesSchema.safeParse(includes).data ?? {})
    if (!direct || direct.senderId !== self || direct.fileKeys.length !== attachments.length) return false
    return inked(direct.text) === inked(body.text)
  }
}

/** X puts the mentions it adds before a reply, schemes before links that have none, and wraps and trims as it likes. */
function inked(text: string): string {
  return text
    .replace(/^(?:@\w{1,15}\s+)+/, '')
    .replace(/https?:\/\//gi, '')
    .normalize('NFC')
    .replace(/\s+/g, '')
}
