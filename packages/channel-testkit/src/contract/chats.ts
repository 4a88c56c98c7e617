/** Promises of what only some channels can: dividing, editing, taking back, fetching files, answering calls of the provider. */
import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import type { ChannelConnection, OutboundMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { onWay } from '@cordboard/core/plan-delivery'
import { lengthOf } from '@cordboard/core/text-length'
import type { DeliveredReply } from '../fake-provider.ts'
import { item, staticItem, type ContractItem } from './item.ts'
import { assertSentence, newMarker, textOf, type ContractSubject, type Stage } from './stage.ts'

export const chatItems: readonly ContractItem[] = [
  staticItem('divides a reply into messages that fit, and says all of it', ({ split, capabilities }) => {
    if (!split) return
    const files = Array.from({ length: 12 }, (_, n) => ({ fileName: `${n}.txt`, mediaType: 'text/plain', size: 10 }))
    for (const way of divisibleWays(capabilities.ways)) {
      const { maxLength, weights } = onWay(capabilities, way).body
      for (const markdown of ['short', longText(maxLength), '长'.repeat(maxLength * 2), 'x'.repeat(maxLength * 2)]) {
        const parts = split({
          markdown,
          files: capabilities.attachments ? files : [],
          ...(way === null ? {} : { way }),
        })
        for (const part of parts) assert.ok(lengthOf(part.markdown, weights) <= maxLength, 'a part is too long')
        assert.equal(inked(parts.map((part) => part.markdown).join('')), inked(markdown))
        const carried = parts.flatMap((part) => part.files)
        assert.deepEqual(
          carried.toSorted((a, b) => a - b),
          capabilities.attachments ? [...files.keys()] : [],
        )
        for (const part of parts) assert.ok(part.markdown.trim() !== '' || part.files.length > 0, 'a part is empty')
      }
    }
  }),

  item('can do what its limits say, and says what it can do', async (stage) => {
    const connection = await stage.connect()
    const { edits, retracts, showsTyping } = stage.definition.capabilities
    assert.equal(connection.edit !== undefined, edits !== undefined, 'edit is there where capabilities.edits is')
    assert.equal(connection.retract !== undefined, retracts !== undefined, 'as retract is for retracts')
    assert.equal(connection.showTyping !== undefined, showsTyping === true, 'and showTyping for showsTyping')
  }),

  item(
    'edits what was sent, as often as it is told to, and sends nothing anew',
    async (stage) => {
      const [before, after] = [newMarker(), newMarker()]
      const { connection, message } = await sent(stage, before, stage.definition.capabilities.edits?.ways?.[0])
      const edited = { ...message, body: stage.definition.render(`Rather **${after}**`) }
      for (const _ of [1, 2]) await stage.caughtNothing(connection.edit?.(edited, new AbortController().signal))
      const shown = await shownTo(stage)
      assert.equal(shown.filter(({ visible }) => visible.includes(after)).length, 1)
      assert.equal(
        shown.filter(({ visible }) => visible.includes(before)).length,
        0,
        'the former words are still shown',
      )
    },
    (subject) => canChange(subject, 'edits'),
  ),

  item(
    'takes back what was sent, as often as it is told to',
    async (stage) => {
      const marker = newMarker()
      const { connection, message } = await sent(stage, marker, stage.definition.capabilities.retracts?.ways?.[0])
      for (const _ of [1, 2]) await stage.caughtNothing(connection.retract?.(message, new AbortController().signal))
      const shown = await shownTo(stage)
      assert.equal(shown.filter(({ visible }) => visible.includes(marker)).length, 0, 'it is still shown')
    },
    (subject) => canChange(subject, 'retracts'),
  ),

  item(
    'fetches a file a message mentions, whole, and says in a sentence when it cannot',
    async (stage) => {
      const bytes = new Uint8Array(50_000).map((_, index) => (index * 7) % 256)
      const { remoteFile } = stage.subject
      assert.ok(remoteFile)
      const marker = await stage.customerSends({ files: [{ ...remoteFile, bytes }] })
      await stage.receiveMarkers([marker])
      const event = (await stage.events()).find((one) => textOf(one).includes(marker))
      const message = event && 'otherwise' in event ? event.otherwise : event
      const [file] = (message?.kind === 'message' && message.remoteAttachments) || []
      assert.ok(file?.ref, 'the message mentions no file that can be fetched')
      const { ref } = file
      const connection = await stage.connect()
      assert.ok(connection.fetchAttachment)
      const stream = await connection.fetchAttachment(ref, new AbortController().signal)
      assert.deepEqual(new Uint8Array(await buffer(stream)), bytes)
      await stage.provider.down()
      const error = await stage.caught(connection.fetchAttachment(ref, AbortSignal.timeout(stage.subject.patienceMs)))
      assert.ok(error instanceof ChannelError, `threw something other than a ChannelError: ${String(error)}`)
      assertSentence(error.message)
    },
    ({ remoteFile }) => remoteFile !== undefined,
  ),

  item(
    'says yes to a call of the provider only when the message is stored',
    async (stage) => {
      const { hook } = stage.provider
      assert.ok(hook)
      stage.host.hookUrl = hook.url
      const connection = await stage.connect(stage.definition.settings.parse(hook.settings()))
      const marker = newMarker()
      const request = await hook.call({ marker, text: `Hello ${marker}` })
      stage.host.planForMessages('fail', 1)
      const refused = await stage.caught(
        connection.handleWebhook?.(request.clone()) ?? Promise.reject(new Error('It takes no calls.')),
        (response) => response,
      )
      assert.ok(!(refused instanceof Response && refused.ok), 'it said yes to what was not stored')
      const response = await connection.handleWebhook?.(request)
      assert.ok(response?.ok, `it said ${response?.status} to what was stored`)
      assert.ok((await stage.events()).some((event) => textOf(event).includes(marker)))
      assert.equal(stage.host.rows.size, 1)
    },
    ({ takesCalls }) => takesCalls === true,
  ),
]

function canChange({ definition, choosesWays }: ContractSubject<object>, what: 'edits' | 'retracts'): boolean {
  const can = definition.capabilities[what]
  return can !== undefined && (can.ways === undefined || choosesWays === true)
}

function divisibleWays(ways: readonly { id: string; public: boolean }[] | undefined): (string | null)[] {
  return ways === undefined ? [null] : ways.filter((way) => !way.public).map(({ id }) => id)
}

function longText(maxLength: number): string {
  const words = 'They went in single file — 他们排成一行 — until the rope ran out. '
  return words.repeat(Math.ceil((maxLength * 3) / words.length)).trim()
}

/** Where a text is divided, space may go. */
function inked(text: string): string {
  return text.replace(/\s+/g, '')
}

async function sent(
  stage: Stage<object>,
  marker: string,
  way: string | undefined,
): Promise<{ connection: ChannelConnection; message: OutboundMessage }> {
  const connection = await stage.connect()
  const named = await answerable(stage, way)
  const reply = stage.reply(marker, { envelope: stage.definition.address(named) })
  const receipt = await stage.send(connection, reply)
  if (receipt instanceof ChannelError) throw receipt
  return { connection, message: { ...reply, providerIds: receipt.externalIds } }
}

/** By that way, after a message of the customer's that came by it. */
async function answerable(stage: Stage<object>, way: string | undefined) {
  if (way === undefined) return stage.replyContext()
  const externalId = await stage.provider.customerWritesBy?.(way)
  assert.ok(externalId, 'the fake provider lets a customer write by each way a message can be changed on')
  return stage.replyContext({
    way,
    answers: { externalId },
    history: [{ direction: 'inbound', externalId, references: [], way }],
  })
}

async function shownTo({ provider }: Stage<object>): Promise<readonly DeliveredReply[]> {
  return provider.shown ? provider.shown() : provider.delivered()
}
