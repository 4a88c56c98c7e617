/** A post's or message's words as people read them: links at full length, without those that only stand for its files. */
import type { Includes, Post, UrlEntity, XProfile } from './raw.ts'

const escapes: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }
/** What X puts at the end of a text for its files. */
const fileLink = /\/status\/\d+\/(?:photo|video)\/\d+$|^https:\/\/(?:x|twitter)\.com\/messages\/media\/\d+$/

export function plainText(text: string, urls: readonly UrlEntity[] = []): string {
  const withLinks = urls.reduce((words, { url, expanded_url: full, media_key: media }) => {
    if (url === '') return words
    const isFile = media !== undefined || (full !== undefined && fileLink.test(full))
    return words.replaceAll(url, () => (isFile ? '' : (full ?? url)))
  }, text)
  return withLinks.replace(/&(?:amp|lt|gt);/g, (escape) => escapes[escape] ?? escape).trim()
}

export function wordsOf({ text, note_tweet: long, entities }: Post): string {
  return plainText(long?.text ?? text, entities?.urls)
}

/** A post somebody answers, quotes or passes on, as it stands below their own words. */
export function quotedPost(post: Post, { users = [] }: Includes): string {
  const author = users.find(({ id }) => id === post.author_id)
  const lines = wordsOf(post).split('\n')
  return [`${handleOf(author, post.author_id)}:`, ...lines.map((line) => `> ${line}`)].join('\n')
}

export function handleOf(profile: XProfile | undefined, id: string): string {
  return profile?.username === undefined ? id : `@${profile.username}`
}
