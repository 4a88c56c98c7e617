/** Promises of `normalise`, `address` and `render`: pure, total, and harmless whatever comes in. */
import assert from 'node:assert/strict'
import { safeFileName } from '@cordboard/core/file-name'
import type { RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import fc from 'fast-check'
import { item, type ContractItem } from './item.ts'
import { newMarker, textOf, type Stage } from './stage.ts'

const fuzzRuns = 150
const slowestNormaliseMs = 2_000
const hostileHtml =
  '<p>Hi</p><script>steal()</script><img src=x onerror="steal()"><a href="javascript:steal()">here</a><svg onload=steal()></svg>'
/** Right-to-left override, a path, a control character: nothing a file name may keep. */
const hostileFileName = '../../etc/in\u202Evoice\u0007.txt'

export const normaliseItems: readonly ContractItem[] = [
  item('reads what a customer wrote, and who it was', async (stage) => {
    const marker = await stage.customerSends()
    const event = await received(stage, marker)
    assert.equal(event.kind, 'message')
    assert.equal(event.from.key, stage.provider.customers[0]?.key)
    assert.ok(event.body.text.includes(`Hello, 你好 ${marker}`))
    assert.equal(event.automation, 'none')
  }),

  item('turns any bytes into an event, never into an error', async (stage) => {
    const sample = await sampleOf(stage)
    const raws = fc.oneof(fc.uint8Array({ maxLength: 400 }), mutationsOf(sample.bytes))
    await fc.assert(
      fc.asyncProperty(raws, async (bytes) => {
        const started = performance.now()
        const events = await normalise(stage, { ...sample, bytes })
        assert.ok(performance.now() - started < slowestNormaliseMs, 'took too long')
        assert.notEqual(events.length, 0, 'a message vanished')
        for (const event of events) assertWhole(event)
      }),
      { numRuns: fuzzRuns },
    )
  }),

  item('gives the same message the same id, whenever and however often it comes', async (stage) => {
    const sample = await sampleOf(stage)
    const first = await normalise(stage, sample)
    const again = await normalise(stage, { ...sample, bytes: sample.bytes.slice() })
    const later = await normalise(stage, { ...sample, key: `${sample.key}-again`, receivedAt: new Date(0) })
    assert.deepEqual(again, first)
    assert.deepEqual(idsOf(later), idsOf(first))
  }),

  item('gives two messages two ids, even when they say the same', async (stage) => {
    const marker = newMarker()
    await stage.provider.customerSends({ marker, text: `Same ${marker}` })
    await stage.provider.customerSends({ marker, text: `Same ${marker}` })
    await stage.receiveUntil('both are stored', () => stage.host.rows.size >= 2)
    const ids = idsOf(await stage.events())
    assert.equal(new Set(ids).size, 2)
  }),

  item('leaves the raw bytes as they are', async (stage) => {
    const sample = await sampleOf(stage)
    const before = sample.bytes.slice()
    await normalise(stage, sample)
    assert.deepEqual(sample.bytes, before)
  }),

  item('recognises messages of its own', async (stage) => {
    const marker = newMarker()
    await stage.provider.ownMessageAppears({ marker, text: `From the desk ${marker}` })
    await stage.receiveMarkers([marker])
    const event = (await stage.events()).find((candidate) => textOf(candidate).includes(marker))
    assert.equal(event?.kind, 'own_message')
  }),

  item(
    'strips what could run from HTML',
    async (stage) => {
      const marker = await stage.customerSends({ html: hostileHtml })
      const { html } = (await received(stage, marker)).body
      if (html !== null) assertHarmless(html)
    },
    ({ inbound }) => inbound.html,
  ),

  item(
    'hands files over whole, under names that are safe to show',
    async (stage) => {
      const bytes = new Uint8Array(70_000).map((_, index) => (index * 7) % 256)
      const marker = await stage.customerSends({
        files: [{ fileName: hostileFileName, mediaType: 'application/octet-stream', bytes }],
      })
      const file = await firstFile(stage, await received(stage, marker))
      assert.equal(Buffer.compare(file.content, bytes), 0, 'the bytes differ')
      if (file.size !== null) assert.equal(file.size, bytes.length)
      assert.equal(file.fileName, safeFileName(file.fileName))
      assert.match(file.fileName, /voice\.txt$/)
    },
    ({ inbound }) => inbound.files,
  ),

  item('addresses a reply to the customer and nobody else, the same each time', async (stage) => {
    const context = stage.replyContext()
    const envelope = stage.definition.address(context)
    assert.deepEqual([...envelope.to, ...envelope.cc, ...envelope.bcc].map(lower), [lower(context.contact.key)])
    assert.deepEqual(stage.definition.address(context), envelope)
    assert.deepEqual(JSON.parse(JSON.stringify(envelope)), envelope)
  }),

  item(
    'threads a reply under the messages before it',
    async (stage) => {
      const marker = await stage.customerSends()
      const [first] = (await received(stage, marker)).threadIds
      assert.ok(first)
      const history = [
        { direction: 'inbound' as const, externalId: first, references: [] },
        { direction: 'outbound' as const, externalId: '<second@desk.test>', references: [first] },
        {
          direction: 'inbound' as const,
          externalId: '<third@outside.test>',
          references: [first, '<second@desk.test>'],
        },
      ]
      const envelope = stage.definition.address(stage.replyContext({ history }))
      assert.equal(envelope.inReplyTo, '<third@outside.test>')
      for (const id of [first, '<second@desk.test>', '<third@outside.test>'])
        assert.ok(envelope.references.includes(id), `${id} is missing`)
      assert.ok(!history.some(({ externalId }) => externalId === envelope.externalId), 'the reply has an id of its own')
    },
    ({ definition }) => definition.capabilities.threading === 'headers',
  ),

  item('renders hostile Markdown without anything that runs', async ({ definition }) => {
    const { text, html } = definition.render(`**Dear** [you](javascript:steal()) ${hostileHtml}\n\n- one\n- two`)
    assert.ok(text.includes('Dear') && text.includes('one'))
    if (html !== null) assertHarmless(html)
    assert.deepEqual(definition.render('a *b* c'), definition.render('a *b* c'))
  }),
]

async function received(stage: Stage<object>, marker: string): Promise<InboundMessage> {
  await stage.receiveMarkers([marker])
  const event = (await stage.events()).find((candidate) => textOf(candidate).includes(marker))
  assert.equal(event?.kind, 'message')
  return event
}

/** As the message carries it, or as it is fetched where the message only names it. */
async function firstFile(
  stage: Stage<object>,
  { attachments, remoteAttachments = [] }: InboundMessage,
): Promise<{ fileName: string; size: number | null; content: Uint8Array }> {
  const [carried] = attachments
  if (carried) return carried
  const [named] = remoteAttachments
  assert.ok(named?.ref, 'the file is missing')
  const connection = await stage.connect()
  const stream = await connection.fetchAttachment?.(named.ref, AbortSignal.timeout(stage.subject.patienceMs))
  assert.ok(stream, 'the channel names a file and cannot fetch it')
  return { ...named, content: await new Response(stream).bytes() }
}

async function sampleOf(stage: Stage<object>): Promise<RawMessage> {
  await received(stage, await stage.customerSends())
  const [sample] = stage.host.rows.values()
  assert.ok(sample)
  return sample
}

async function normalise(stage: Stage<object>, raw: RawMessage): Promise<InboundEvent[]> {
  return stage.definition.normalise(raw, stage.definition.self(stage.settings))
}

/** The sample cut short, with bytes overwritten, or with a piece of it repeated. */
function mutationsOf(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const position = fc.nat({ max: Math.max(0, bytes.length - 1) })
  return fc.oneof(
    position.map((end) => bytes.slice(0, end)),
    fc.array(fc.tuple(position, fc.nat({ max: 255 })), { maxLength: 20 }).map((changes) => {
      const changed = bytes.slice()
      for (const [at, byte] of changes) changed[at] = byte
      return changed
    }),
    fc.tuple(position, position).map(([from, to]) => Uint8Array.from([...bytes.slice(0, to), ...bytes.slice(from)])),
  )
}

function assertWhole(event: InboundEvent): void {
  assert.ok(typeof event.externalId === 'string' && event.externalId.trim() !== '', 'an event without an id')
  if (event.kind === 'unreadable') return assert.match(event.reason, /\S+\s+\S+/)
  const message = event.kind === 'message' ? event : event.otherwise
  assert.equal(typeof message.body.text, 'string')
  assert.ok(message.body.textFold === null || message.body.textFold <= message.body.text.length)
  if (message.body.html !== null) assertHarmless(message.body.html)
  for (const { content, size, fileName } of message.attachments) {
    assert.equal(size, content.byteLength)
    assert.equal(fileName, safeFileName(fileName))
  }
}

function assertHarmless(html: string): void {
  assert.doesNotMatch(html, /<\s*(script|iframe|object|embed|form|svg|base|meta|link)\b/i)
  assert.doesNotMatch(html, /<[^>]*\son\w+\s*=/i)
  assert.doesNotMatch(html, /(href|src|action)\s*=\s*["']?\s*(javascript|vbscript|data:text)/i)
}

function idsOf(events: readonly InboundEvent[]): string[] {
  return events.map(({ externalId }) => externalId)
}

function lower(text: string): string {
  return text.toLowerCase()
}
