/** Divides a private reply that is too long, or has several files, into messages of X's. A public reply is never divided. */
import type { ReplyPart, WholeReply } from '@cordboard/core/channel/channel'
import { ways } from './ids.ts'
import { capabilities } from './limits.ts'

/** Where to divide, best first; never within a character. */
const seams = [/\n{2,}/g, /\n/g, /(?<=[.!?。！？…])\s*/g, /\s+/g]

export function split({ markdown, files, way }: WholeReply): readonly ReplyPart[] {
  const positions = files.map((_, index) => index)
  if (way === ways.public) return [{ markdown, files: positions }]
  // Shown text is never longer than its Markdown.
  const texts = textParts(markdown, capabilities.body.maxLength)
  const [firstFile, ...moreFiles] = positions
  const lastText = texts.length - 1
  return [
    ...texts.map((text, index) => ({
      markdown: text,
      files: index === lastText && firstFile !== undefined ? [firstFile] : [],
    })),
    ...moreFiles.map((file) => ({ markdown: '', files: [file] })),
  ]
}

function textParts(text: string, longest: number): string[] {
  if (text.length <= longest) return [text]
  const at = seamIn(text, longest)
  const rest = text.slice(at).trimStart()
  const first = text.slice(0, at).trimEnd()
  return rest === '' ? [first] : [first, ...textParts(rest, longest)]
}

function seamIn(text: string, longest: number): number {
  const head = text.slice(0, longest + 1)
  for (const seam of seams) {
    const last = [...head.matchAll(seam)]
      .map(({ index }) => index)
      .findLast((index) => index > longest / 2 && index <= longest)
    if (last !== undefined) return last
  }
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(longest - 1))
  return isPair ? longest - 1 : longest
}
