/** A calendar invitation (RFC 5546) in a sentence, for mail that has no other words. */
import type { Sentence } from '@cordboard/core/sentence'
import { decodeText } from './charset.ts'
import { manyLines, oneLine } from './clean-text.ts'
import type { ParsedFile } from './parse.ts'
import { say } from './sentences.ts'

const mostBytes = 256_000
const longestValue = 500
const longestDescription = 10_000

type Property = { parameters: string; value: string }
type Properties = ReadonlyMap<string, Property>

/** `null` for a calendar that asks nobody anything, or no calendar at all. */
export function invitationIn(files: readonly ParsedFile[]): Sentence | null {
  for (const file of files) {
    if (!/^(text\/calendar|application\/ics)$/i.test(file.mediaType)) continue
    const lines = decodeText(file.content.subarray(0, mostBytes), '')
      .replace(/\r?\n[ \t]/g, '')
      .split(/\r?\n/)
    const method = lines
      .find((line) => /^method:/i.test(line))
      ?.slice(7)
      .trim()
      .toUpperCase()
    if (method !== undefined && method !== 'PUBLISH') return sentenceOf(method, eventIn(lines))
  }
  return null
}

function eventIn(lines: readonly string[]): Properties {
  const start = lines.findIndex((line) => /^begin:v(event|todo)\s*$/i.test(line))
  const properties = new Map<string, Property>()
  for (const line of lines.slice(start + 1)) {
    // An alarm within the event has a description of its own.
    if (/^(end|begin):/i.test(line)) break
    const [, name = '', parameters = '', value = ''] =
      /^([\w-]{1,40})((?:;[\w-]{1,40}=(?:"[^"]*"|[^";:]*))*):(.*)$/.exec(line) ?? []
    const key = name.toLowerCase()
    if (key !== '' && !properties.has(key)) properties.set(key, { parameters, value })
  }
  return properties
}

function sentenceOf(method: string, event: Properties): Sentence {
  const place = textOf(event, 'location', longestValue)
  const description = textOf(event, 'description', longestDescription)
  const values = {
    title: oneLine(textOf(event, 'summary', longestValue), longestValue) || '–',
    when: whenOf(event),
    person: personOf(event.get(method === 'REPLY' ? 'attendee' : 'organizer')),
    details: [place, description]
      .filter(Boolean)
      .map((text) => `\n\n${text}`)
      .join(''),
  }
  if (method === 'CANCEL') return say('invitation_cancelled', values)
  if (method !== 'REPLY') return say('invitation_request', values)
  const answer = /;partstat=(\w+)/i.exec(event.get('attendee')?.parameters ?? '')?.[1]?.toUpperCase()
  if (answer === 'ACCEPTED') return say('invitation_accepted', values)
  return answer === 'DECLINED' ? say('invitation_declined', values) : say('invitation_answered', values)
}

function textOf(event: Properties, name: string, longest: number): string {
  const value = event.get(name)?.value.slice(0, longest) ?? ''
  const text = value.replace(/\\([nN,;\\])/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
  return manyLines(text, longest).trim()
}

/** As written, with its zone: nobody's clock is asked. */
function whenOf(event: Properties): string {
  const [start, end] = [timeOf(event.get('dtstart')), timeOf(event.get('dtend'))]
  if (start === null) return '–'
  const zone = start.zone === '' ? '' : ` (${start.zone})`
  if (end === null || `${end.day} ${end.clock}` === `${start.day} ${start.clock}`) return `${start.text}${zone}`
  return `${start.text} – ${end.day === start.day ? end.clock : end.text}${zone}`
}

function timeOf(property: Property | undefined): { day: string; clock: string; text: string; zone: string } | null {
  const [, year, month, date, hour, minute, utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?$/.exec(property?.value.trim() ?? '') ?? []
  if (year === undefined) return null
  const day = `${year}-${month}-${date}`
  const clock = hour === undefined ? '' : `${hour}:${minute}`
  const named = /;tzid="?([^";:]{1,60})/i.exec(property?.parameters ?? '')?.[1] ?? ''
  return { day, clock, text: `${day} ${clock}`.trim(), zone: utc ? 'UTC' : oneLine(named, 60) }
}

function personOf(property: Property | undefined): string {
  const named = /;cn="?([^";:]{1,200})/i.exec(property?.parameters ?? '')?.[1] ?? ''
  const address = property?.value.replace(/^mailto:/i, '') ?? ''
  return oneLine(named || address, 200) || '–'
}
