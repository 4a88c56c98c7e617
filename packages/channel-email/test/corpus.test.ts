import type { OwnIdentities } from '@cordboard/core/channel/channel'
import type { InboundEvent } from '@cordboard/core/message'
import { describe, expect, test } from 'vitest'
import { normalise } from '../src/normalise.ts'
import type { CorpusMail, Expected } from './corpus/compose.ts'
import { families } from './corpus/corpus.ts'

const self: OwnIdentities = { keys: ['support@desk.example'], displayName: 'Example Support' }
const longestMs = 5_000

async function read(bytes: Uint8Array): Promise<InboundEvent[]> {
  return normalise({ bytes, mediaType: 'message/rfc822', key: 'INBOX:1:1', receivedAt: new Date(0) }, self)
}

/** What of an event the corpus speaks about; an unreadable one has little of it. */
function summary(event: InboundEvent): Record<keyof Expected, unknown> {
  const message = 'otherwise' in event ? event.otherwise : event
  if (message.kind === 'unreadable') {
    const { from, subject, reason } = message
    return { kind: event.kind, from: from?.key, subject, text: reason, ...nothingElse }
  }
  const { from, body, attachments } = message
  return {
    kind: event.kind,
    from: from.key,
    name: from.displayName,
    to: message.to,
    subject: message.subject,
    text: body.text,
    without: `${body.text}\n${body.html ?? ''}`,
    html: body.html !== null,
    files: attachments.map(({ fileName, mediaType, size }) => [fileName, mediaType, size]),
    automation: message.automation,
    marks: message.marks,
    sentAt: message.sentAt?.toISOString() ?? null,
  }
}
const nothingElse = {
  name: null,
  to: [],
  without: '',
  html: false,
  files: [],
  automation: 'none',
  marks: [],
  sentAt: null,
}

function expectAsExpected(event: InboundEvent, { text, without, files, ...same }: Expected): void {
  const found = summary(event)
  expect(found).toMatchObject({ kind: 'message', ...same })
  if (text !== undefined) expect(found.text).toContain(text)
  if (without !== undefined) expect(found.without).not.toContain(without)
  if (files === undefined) return
  expect(found.files).toEqual(
    files.map((file) => (typeof file === 'string' ? [file, expect.anything(), expect.anything()] : file)),
  )
}

const all = families.flatMap(({ mails }) => mails)

test('the corpus holds at least two hundred mails, each under a name of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(200)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
})

describe.each(families)('$family', ({ mails }) => {
  test.each(mails.map((mail): [string, CorpusMail] => [mail.name, mail]))('%s', async (_, { raw, expected }) => {
    const bytes = raw()
    const started = performance.now()
    const [event, ...more] = await read(bytes)
    expect(performance.now() - started).toBeLessThan(longestMs)
    // One visible entry, known by an id, the same whenever it is read.
    if (!event) throw new Error('The mail has no entry.')
    expect(more).toEqual([])
    expect(event.externalId.length).toBeGreaterThan(8)
    expect(JSON.stringify(event)).not.toContain('\\u0000')
    expect(await read(raw())).toEqual([event])
    expectAsExpected(event, expected)
  })
})
