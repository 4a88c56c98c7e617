/** How posts, events and conversations of X are named in the desk. */

/** Of a message; also an id others refer to it by. */
export const postId = (id: string) => `post:${id}`
export const eventId = (id: string) => `dm-event:${id}`
/** Where all direct messages between the same people belong. */
export const conversationId = (id: string) => `dm:${id}`
/** One customer's part of one public thread. */
export const threadId = (root: string, author: string) => `thread:${root}/${author}`
/** A group of people in direct messages, as a customer. */
export const groupKey = (conversation: string) => `group:${conversation}`

export const ways = { dm: 'dm', public: 'public' } as const

/** Ids begin with the milliseconds of their making. */
const timeBits = 22n

/** Of two people, as X names it: the smaller number first. */
export function pairOf(one: string, other: string): string {
  return BigInt(one) < BigInt(other) ? `${one}-${other}` : `${other}-${one}`
}

/** Ids grow with time. */
export function isNewer(id: string, than: string | null): boolean {
  return than === null || BigInt(id) > BigInt(than)
}

/** The id that one made so long before it would have. */
export function idBefore(id: string, byMs: number): string {
  const earlier = BigInt(id) - (BigInt(byMs) << timeBits)
  return String(earlier > 0n ? earlier : 0n)
}

export function newestOf(ids: readonly string[], before: string | null): string | null {
  return ids.reduce((newest, id) => (isNewer(id, newest) ? id : newest), before)
}

/** The number in an id of ours; `null` for everything else. */
export function numberIn(id: string | null, prefix: 'post' | 'dm-event' | 'group'): string | null {
  return id !== null && id.startsWith(`${prefix}:`) ? id.slice(prefix.length + 1) : null
}
