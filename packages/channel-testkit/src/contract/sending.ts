/** Promises of `send`: once, to those in the envelope, and the truth about what became of it. */
import assert from 'node:assert/strict'
import type { Receipt } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Envelope } from '@cordboard/core/message'
import type { Refusal } from '../fake-provider.ts'
import { until } from '../peers/until.ts'
import { item, type ContractItem } from './item.ts'
import { assertSentence, newMarker, stopLimitMs, within, type Stage } from './stage.ts'

const refusals: readonly Refusal[] = ['transient', 'rate_limited', 'permanent', 'needs_reauth']

const anyFile = { fileName: 'résumé 报告.bin', mediaType: 'application/octet-stream', isNamed: true }

export const sendingItems: readonly ContractItem[] = [
  item('delivers a reply exactly once, to exactly its envelope', async (stage) => {
    const marker = newMarker()
    const message = stage.reply(marker)
    const receipt = await stage.send(await stage.connect(), message)
    assertTaken(receipt)
    assert.notEqual(receipt.externalIds.length, 0)
    assert.deepEqual(receipt.refused, [])
    const [reply] = await arrived(stage, marker, 1)
    assertRecipients(reply?.recipients, message.envelope)
    if (message.envelope.externalId !== null) {
      assert.equal(reply?.externalId, message.envelope.externalId)
      assert.ok(receipt.externalIds.includes(message.envelope.externalId))
    }
  }),

  item(
    'delivers copies to all of them, and shows a blind copy to nobody',
    async (stage) => {
      const marker = newMarker()
      const [, copied, blind] = stage.provider.customers
      assert.ok(copied && blind)
      const message = stage.reply(marker)
      const envelope = { ...message.envelope, cc: [copied.key], bcc: [blind.key] }
      const receipt = await stage.send(await stage.connect(), { ...message, envelope })
      assertTaken(receipt)
      const [reply] = await arrived(stage, marker, 1)
      assertRecipients(reply?.recipients, envelope)
      assert.ok(!reply?.visible.includes(blind.key), 'the blind copy can be seen')
    },
    ({ copies }) => copies,
  ),

  item(
    'names the recipients that were refused while the others got the reply',
    async (stage) => {
      const marker = newMarker()
      const [, copied] = stage.provider.customers
      assert.ok(copied)
      const message = stage.reply(marker)
      await stage.provider.refuseRecipients([copied.key])
      const receipt = await stage.send(await stage.connect(), {
        ...message,
        envelope: { ...message.envelope, cc: [copied.key] },
      })
      assertTaken(receipt)
      assert.deepEqual(
        receipt.refused.map(({ recipient }) => recipient),
        [copied.key],
      )
      for (const { reason } of receipt.refused) assertSentence(reason)
      const [reply] = await arrived(stage, marker, 1)
      assertRecipients(reply?.recipients, message.envelope)
    },
    ({ copies }) => copies,
  ),

  item(
    'carries files whole',
    async (stage) => {
      const marker = newMarker()
      const bytes = new Uint8Array(100_000).map((_, index) => (index * 31) % 256)
      const open = async () => new Blob([bytes]).stream()
      const { isNamed, ...sort } = stage.subject.outboundFile ?? anyFile
      const file = { ...sort, size: bytes.length, contentId: null, open }
      await stage.send(await stage.connect(), stage.reply(marker, { attachments: [file] }))
      const [reply] = await arrived(stage, marker, 1)
      const [arrivedFile] = reply?.files ?? []
      assert.ok(arrivedFile, 'the file is missing')
      if (isNamed) assert.equal(arrivedFile.fileName, file.fileName)
      assert.equal(Buffer.compare(arrivedFile.bytes, bytes), 0, 'the bytes differ')
    },
    ({ definition }) => definition.capabilities.attachments !== null,
  ),

  item('keeps replies sent at the same time apart', async (stage) => {
    const connection = await stage.connect()
    const replies = stage.provider.customers.slice(0, 8).map((_, customer) => {
      const marker = newMarker()
      return { marker, message: stage.reply(marker, { customer }) }
    })
    await Promise.all(replies.map(async ({ message }) => stage.send(connection, message)))
    for (const { marker, message } of replies) {
      const [reply] = await arrived(stage, marker, 1)
      assertRecipients(reply?.recipients, message.envelope)
    }
  }),

  ...refusals.map((kind) =>
    item(
      `says ${kind} when it is refused so, having sent nothing`,
      async (stage) => {
        const marker = newMarker()
        const connection = await stage.connect()
        await stage.provider.refuse(kind)
        assertFailure(await stage.send(connection, stage.reply(marker)), kind)
        assert.deepEqual(await stage.delivered(marker), [], 'it was sent all the same')
        const next = newMarker()
        const receipt = await stage.send(await stage.connect(), stage.reply(next))
        assertTaken(receipt)
        await arrived(stage, next, 1)
      },
      (subject) => subject.refusals.includes(kind),
    ),
  ),

  item('says transient when the provider cannot be reached', async (stage) => {
    await stage.provider.down()
    const message = stage.reply(newMarker())
    const attempt = async () => stage.send(await stage.connect(), message)
    assertFailure(await stage.caught(attempt(), (outcome) => outcome), 'transient')
  }),

  item('says unconfirmed when the provider takes a reply and falls silent, and does not repeat it', async (stage) => {
    const marker = newMarker()
    const connection = await stage.connect()
    await stage.provider.goSilentAfterTaking()
    assertFailure(await stage.send(connection, stage.reply(marker)), 'unconfirmed')
    await connection[Symbol.asyncDispose]()
    assert.equal((await stage.delivered(marker)).length, 1)
  }),

  item('says unconfirmed when the link breaks after a reply was taken, and does not repeat it', async (stage) => {
    const marker = newMarker()
    const connection = await stage.connect()
    await stage.provider.cutAfterTaking()
    assertFailure(await stage.send(connection, stage.reply(marker)), 'unconfirmed')
    await connection[Symbol.asyncDispose]()
    assert.equal((await stage.delivered(marker)).length, 1)
  }),

  item('tells the truth about a reply whose link broke since the last one', async (stage) => {
    const connection = await stage.connect()
    const before = newMarker()
    await stage.send(connection, stage.reply(before))
    await arrived(stage, before, 1)
    await stage.provider.cutLinks()
    const marker = newMarker()
    const outcome = await stage.send(connection, stage.reply(marker))
    if (outcome instanceof ChannelError) assertFailure(outcome, 'transient')
    assert.equal((await stage.delivered(marker)).length, outcome instanceof ChannelError ? 0 : 1)
  }),

  item('gives up within two seconds of the signal, and does not claim to know', async (stage) => {
    const marker = newMarker()
    const connection = await stage.connect()
    const stopper = new AbortController()
    await stage.provider.goSilentAfterTaking()
    const sending = stage.send(connection, stage.reply(marker), stopper.signal)
    await arrived(stage, marker, 1)
    stopper.abort()
    assertFailure(await within(stopLimitMs, 'send ends once aborted', sending), 'unconfirmed')
  }),

  item('sends nothing when it is aborted before it begins', async (stage) => {
    const marker = newMarker()
    const connection = await stage.connect()
    const outcome = await within(
      stopLimitMs,
      'send ends',
      stage.send(connection, stage.reply(marker), AbortSignal.abort()),
    )
    assertFailure(outcome, 'transient')
    assert.deepEqual(await stage.delivered(marker), [])
  }),

  item('leaves no connection and no timer after sending', async (stage) => {
    const connection = await stage.connect()
    await stage.send(connection, stage.reply(newMarker()))
    await within(stopLimitMs, 'the connection closes', connection[Symbol.asyncDispose]())
    await until('no connection is open', () => stage.provider.connections() === 0, stopLimitMs)
  }),

  item('does not claim to have found what was never sent', async (stage) => {
    const connection = await stage.connect()
    const found = await connection.findSent?.(stage.reply(newMarker()), new AbortController().signal)
    assert.equal(found ?? null, null)
  }),
]

async function arrived(stage: Stage<object>, marker: string, count: number) {
  await until(
    'the reply arrives',
    async () => (await stage.delivered(marker)).length >= count,
    stage.subject.patienceMs,
  )
  const replies = await stage.delivered(marker)
  assert.equal(replies.length, count, 'it arrived more than once')
  return replies
}

function assertTaken(outcome: Receipt | ChannelError): asserts outcome is Receipt {
  if (outcome instanceof ChannelError) assert.fail(`send failed: ${outcome.message} (${outcome.technical ?? ''})`)
}

function assertRecipients(recipients: readonly string[] | undefined, { to, cc, bcc }: Envelope): void {
  assert.deepEqual(sorted(recipients ?? []), sorted([...to, ...cc, ...bcc]))
}

function sorted(addresses: readonly string[]): string[] {
  return addresses.map((address) => address.toLowerCase()).toSorted()
}

function assertFailure(outcome: unknown, kind: ChannelError['kind']): void {
  assert.ok(outcome instanceof ChannelError, `expected a failure, got ${JSON.stringify(outcome)}`)
  assert.equal(outcome.kind, kind, `${outcome.message} (${outcome.technical ?? 'nothing technical'})`)
  assertSentence(outcome.message)
  if (kind === 'rate_limited' && outcome.retryAfterMs !== null) assert.ok(outcome.retryAfterMs > 0)
}
