/** How long a text is as its provider counts it. */
import type { LengthWeights } from './channel/channel.ts'
import { linkEnds } from './link-ends.ts'

/**
 * With a scheme, or a name under one of the ends people write without one. A link ends before writing that has no spaces, such as Chinese,
 * and before the punctuation of its sentence, as those who count links read them.
 */
const inPath = String.raw`[\w!*';:=+,.$/%#[\]–~@|&\p{Script=Cyrillic}\u00c0-\u024f-]`
const path = String.raw`(?:/(?:${inPath}|\(${inPath}*\))*(?<=[\w=#/+)\p{Script=Cyrillic}\u00c0-\u024f-]))?`
const query = String.raw`(?:\?[\w!?*'@();:&=+$/%#[\].,~|-]*(?<=[\w&=#/-]))?`
const named = String.raw`(?<![A-Za-z\d@$#])https?://(?:[\p{L}\p{N}_-]+\.)+[a-z]{2,63}(?![a-z\d@+-])(?::\d+)?`
const unnamed = String.raw`(?<![\w@$#/.-])(?:[a-z\d](?:[a-z\d\u00c0-\u024f-]*[a-z\d\u00c0-\u024f])?\.)+(?:${linkEnds})(?![\w@-])`
const link = new RegExp(`(?:${named}|${unnamed})${path}${query}`, 'giu')

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** UTF-16 units where a provider has no weights of its own. Its weights are for the composed form of a text (NFC). */
export function lengthOf(text: string, weights?: LengthWeights): number {
  if (!weights) return text.length
  const composed = text.normalize('NFC')
  if (weights.link === null) return weighed(composed, weights)
  let length = 0
  let from = 0
  for (const { 0: found, index } of composed.matchAll(link)) {
    length += weighed(composed.slice(from, index), weights) + weights.link
    from = index + found.length
  }
  return length + weighed(composed.slice(from), weights)
}

function weighed(text: string, weights: LengthWeights): number {
  if (weights.emoji === null) return codePoints(text, weights)
  let length = 0
  for (const { segment } of graphemes.segment(text)) {
    length += isSequence(segment) ? weights.emoji : codePoints(segment, weights)
  }
  return length
}

/** An emoji of several code points: with a skin, joined ones, a flag, a keycap. */
function isSequence(segment: string): boolean {
  return (
    segment.length > 1 && /^(?:\p{Extended_Pictographic}.|\p{Regional_Indicator}|[\d#*]\ufe0f?\u20e3)/su.test(segment)
  )
}

function codePoints(text: string, { usual, ranges }: LengthWeights): number {
  let length = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    length += ranges.find(({ first, last }) => code >= first && code <= last)?.weight ?? usual
  }
  return length
}
