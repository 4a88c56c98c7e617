/**
 * What a customer of the demo says to a reply. Pure: the same reply gets the same answer, so that a reply handed over twice is answered
 * once. After a few answers they say no more, whatever is written to them.
 */
import { repliesBefore } from './address.ts'
import { type Language, type Person, personCalled, type Topic } from './cast.ts'
import { LineTrouble } from './errors.ts'
import type { HandedReply } from './exchange.ts'
import { englishLines } from './lines-en.ts'
import { chineseLines } from './lines-zh.ts'
import type { Words } from './raw.ts'
import { say } from './sentences.ts'

export type Lines = {
  topics: Record<Topic, { asked: readonly [string, string]; told: string }>
  file: string
  thanks: readonly [string, string, string]
}

const linesIn: Record<Language, Lines> = { en: englishLines, zh: chineseLines }

const mostAnswers = 3
/** Reading and typing; the whole way there and back must feel like seconds. */
const shortestMs = 2_000
const longestMs = 3_500

/** `null` when they have nothing to add. Throws `LineTrouble` for somebody who is not of the demo. */
export function customerHears(reply: HandedReply): { words: Words & { said: string }; afterMs: number } | null {
  const [handle = ''] = reply.envelope.to
  const person = personCalled(handle)
  if (!person) throw new LineTrouble('permanent', say('stranger', { handle }))
  const before = repliesBefore(reply.envelope)
  if (before >= mostAnswers) return null
  const said = answerOf(person, reply, before)
  const id = `answer/${reply.envelope.externalId ?? reply.id}`
  return { words: { id, from: handle, name: person.name, subject: null, said, files: [] }, afterMs: thinkingMs(said) }
}

function answerOf({ language, topic }: Person, { body, files }: HandedReply, before: number): string {
  const lines = linesIn[language]
  const thanks = lines.thanks[before] ?? lines.thanks[2]
  if (files.length > 0) return lines.file
  if (isGoodNews(body.text)) return thanks
  const { asked, told } = lines.topics[topic]
  if (asks(body.text)) return asked[before] ?? thanks
  return before === 0 ? told : thanks
}

function asks(text: string): boolean {
  return /[?？]|\b(?:please|could you|can you|send us|let us know)\b|请|麻烦|吗|是否|能否/i.test(text)
}

function isGoodNews(text: string): boolean {
  return /\b(?:credited|completed|approved|resolved|fixed|refunded|all set|has been (?:sent|reset|lifted))\b|已(?:到账|入账|完成|通过|解决|重置|处理|退回)/i.test(
    text,
  )
}

function thinkingMs(said: string): number {
  return Math.min(longestMs, shortestMs + said.length * 20)
}
