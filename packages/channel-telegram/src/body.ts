/** The words of a message, in both forms. */
import type { Message, MessageEntity } from '@grammyjs/types'
import type { InboundBody } from '@cordboard/core/message'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { spokenOf } from './content.ts'
import { htmlOf } from './entity-html.ts'
import { richText } from './rich-text.ts'

export function bodyOf(message: Message): InboundBody {
  const { text, caption } = message
  if (text !== undefined) return withQuote(wordsBody(text, message.entities ?? []), message)
  if (message.rich_message) return wordsBody(richText(message.rich_message.blocks), [])
  if (caption !== undefined) return withQuote(wordsBody(caption, message.caption_entities ?? []), message)
  const spoken = spokenOf(message)
  if (spoken) return sentenceBody(spoken.sentence)
  return wordsBody(message.sticker ? String(message.sticker.emoji ?? '') : '', [])
}

export function sentenceBody(sentence: Sentence): InboundBody {
  const { detail, sentence: code } = detailOf(sentence)
  return { text: detail.toWellFormed(), sentence: code, html: null, textFold: null, foldedHtml: null }
}

function wordsBody(text: string, entities: readonly MessageEntity[]): InboundBody {
  const html = htmlOf({ text: text.toWellFormed(), entities })
  return { text: text.toWellFormed(), html, textFold: null, foldedHtml: null }
}

/** What the customer picked out of an earlier message, or answers from another chat, stands below their words, folded away. */
function withQuote(body: InboundBody, { quote, external_reply: elsewhere }: Message): InboundBody {
  if (typeof quote?.text !== 'string' || (!quote.is_manual && !elsewhere)) return body
  const words = quote.text.toWellFormed()
  const lines = words.split('\n').map((line) => `> ${line}`)
  const folded = { ...body, text: `${body.text}\n\n${lines.join('\n')}`, textFold: body.text.length }
  if (body.html === null) return folded
  const html = htmlOf({ text: words, entities: [{ type: 'blockquote', offset: 0, length: words.length }] })
  return { ...folded, html: `${body.html}${html ?? ''}`, foldedHtml: body.html }
}
