/** One page of a list of X's: its items as they came, what they refer to, and where it goes on. */
import { z } from 'zod'
import type { Answer } from './answer.ts'
import { unusable } from './profile.ts'
import { idSchema } from './raw.ts'

const itemSchema = z.looseObject({ id: idSchema, created_at: z.string().optional() })
/** As X gave it; what it means is read from the ledger. */
export type Item = z.output<typeof itemSchema>

const includesSchema = z.looseObject({
  users: z.array(z.looseObject({ id: z.string() })).optional(),
  media: z.array(z.looseObject({ media_key: z.string() })).optional(),
  tweets: z.array(z.looseObject({ id: z.string() })).optional(),
})
export type LooseIncludes = z.output<typeof includesSchema>

const pageSchema = z.object({
  data: z.array(itemSchema).optional(),
  includes: includesSchema.optional(),
  meta: z.object({ next_token: z.string().optional() }).optional(),
})

export type Page = { items: readonly Item[]; includes: LooseIncludes; next: string | null }

/** Throws an `XFailure` where the answer is none. */
export function pageIn({ data }: Answer): Page {
  const page = pageSchema.safeParse(data)
  if (!page.success) throw unusable()
  return { items: page.data.data ?? [], includes: page.data.includes ?? {}, next: page.data.meta?.next_token ?? null }
}

/** Only what one item refers to, at any depth of posts that refer to posts. */
export function includesOf(item: unknown, { users = [], media = [], tweets = [] }: LooseIncludes): LooseIncludes {
  const named = namesIn(item)
  const posts = tweets.filter(({ id }) => named.has(id) && id !== (item as { id?: unknown }).id)
  for (const post of posts) for (const name of namesIn(post)) named.add(name)
  return {
    users: users.filter(({ id }) => named.has(id)),
    media: media.filter(({ media_key: key }) => named.has(key)),
    tweets: posts,
  }
}

function namesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (typeof value === 'string') names.add(value)
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) namesIn(part, names)
  return names
}
