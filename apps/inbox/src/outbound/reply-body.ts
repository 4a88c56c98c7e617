import type { AnyChannel } from '../context.ts'

export type ReplyBody = { text: string; html: string | null; textFold: number | null; foldedHtml: string | null }

/** The signature is part of what is sent; at the desk it is folded away, like what a mail program puts under a text. */
export function bodyOf(channel: AnyChannel, text: string, signature: string): ReplyBody {
  const plain = channel.render(text)
  if (!channel.capabilities.signature || signature.trim() === '') return { ...plain, textFold: null, foldedHtml: null }
  return { ...channel.render(text, signature), textFold: plain.text.length, foldedHtml: plain.html }
}
