/** Promises of `receive`: nothing is lost, nothing is confirmed too early, and it ends when it should. */
import assert from 'node:assert/strict'
import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'
import type { AcceptFault } from '../recording-host.ts'
import { until } from '../peers/until.ts'
import { hasCredentials, item, type ContractItem } from './item.ts'
import { assertSentence, stopLimitMs, textOf, within, type Stage } from './stage.ts'

export const receivingItems: readonly ContractItem[] = [
  item('takes in what waited and what arrives while it listens', async (stage) => {
    const waited = await stage.customerSends()
    await stage.receiveMarkers([waited])
    const receiving = stage.receive(await stage.connect())
    const arrived = await stage.customerSends()
    await until('it arrives while listening', async () => hasAll(stage, [waited, arrived]), stage.subject.patienceMs)
    assert.equal(await receiving.stop(), null)
  }),

  item('catches up on what came while it was away, and stores nothing twice', async (stage) => {
    const before = await sendMany(stage, 3)
    await stage.receiveMarkers(before)
    const away = await sendMany(stage, 5)
    await stage.receiveMarkers(away)
    assert.equal(stage.host.rows.size, 8)
    assert.ok(await hasAll(stage, [...before, ...away]))
  }),

  item('confirms nothing that was not stored: a failed store is offered again', async (stage) => {
    const markers = await sendMany(stage, 3)
    stage.host.planForMessages('fail', 3)
    await stage.receiveMarkers(markers)
    assert.equal(stage.host.rows.size, 3)
  }),

  item('never moves its cursor past what is not stored, wherever storing fails', async (stage) => {
    const faults: readonly AcceptFault[] = ['fail', 'fail_after_commit']
    const markers: string[] = []
    for (const nth of [1, 2, 3, 4]) {
      markers.push(...(await sendMany(stage, 4)))
      stage.host.plan(faults[nth % 2] ?? 'fail', nth)
      if (nth > 2) stage.host.plan('fail', nth - 1)
      await stage.receiveMarkers(markers)
    }
    assert.equal(stage.host.rows.size, markers.length)
  }),

  item('gives a message the same key each time it is delivered', async (stage) => {
    const markers = await sendMany(stage, 2)
    stage.host.planForMessages('fail', 4)
    await stage.receiveMarkers(markers)
    const self = stage.definition.self(stage.settings)
    const keys = new Map<string, Set<string>>()
    for (const offer of stage.host.offers) {
      const [event] = await stage.definition.normalise(offer, self)
      const text = event ? textOf(event) : ''
      keys.set(text, (keys.get(text) ?? new Set()).add(offer.key))
    }
    assert.equal(keys.size, markers.length)
    assert.ok(stage.host.offers.length > markers.length, 'nothing was offered again')
    for (const [text, seen] of keys) assert.equal(seen.size, 1, `“${text}” came under ${[...seen].join(' and ')}`)
  }),

  item('stops within two seconds of the signal and leaves no connection and no timer', async (stage) => {
    const timersBefore = timers()
    const marker = await stage.customerSends()
    const connection = await stage.connect()
    const receiving = stage.receive(connection)
    await until(
      'it is connected',
      async () => (await hasAll(stage, [marker])) && stage.provider.connections() > 0,
      stage.subject.patienceMs,
    )
    assert.equal(await receiving.stop(), null, 'receive throws nothing when it is asked to stop')
    await within(stopLimitMs, 'the connection closes', connection[Symbol.asyncDispose]())
    await until('no connection is open', () => stage.provider.connections() === 0, stopLimitMs)
    await until('no timer is running', () => timers() <= timersBefore, stopLimitMs)
    await stage.customerSends()
    assert.equal(stage.host.rows.size, 1)
  }),

  item('throws a transient ChannelError when the link is lost, and nothing escapes', async (stage) => {
    const escaped: unknown[] = []
    const watch = (error: unknown) => void escaped.push(error)
    process.on('uncaughtExceptionMonitor', watch)
    const first = await stage.customerSends()
    const connection = await stage.connect()
    const receiving = stage.receive(connection)
    await until('it is connected', async () => hasAll(stage, [first]), stage.subject.patienceMs)
    await stage.provider.cutLinks()
    const error = await within(stage.subject.patienceMs, 'receive notices', receiving.ended)
    await connection[Symbol.asyncDispose]()
    const second = await stage.customerSends()
    await stage.receiveMarkers([first, second])
    process.off('uncaughtExceptionMonitor', watch)
    assertChannelError(error, 'transient')
    assert.deepEqual(escaped, [])
  }),

  item('says in a sentence that the provider cannot be reached, and comes back with it', async (stage) => {
    await stage.provider.down()
    const error = await firstFailure(stage)
    assertChannelError(error, 'transient')
    await stage.provider.up()
    await stage.receiveMarkers([await stage.customerSends()])
  }),

  item(
    'says needs_reauth when its credentials are refused',
    async (stage) => {
      const error = await firstFailure(stage, stage.definition.settings.parse(stage.provider.wrongCredentials()))
      assertChannelError(error, 'needs_reauth')
    },
    hasCredentials,
  ),

  item('stops at once when another process holds the account', async (stage) => {
    await sendMany(stage, 3)
    stage.host.plan('lease_lost')
    const receiving = stage.receive(await stage.connect())
    const error = await within(stage.subject.patienceMs, 'receive ends', receiving.ended)
    assert.ok(error instanceof LeaseLost, `ended with ${String(error)}`)
    const calls = stage.host.acceptCalls
    await stage.customerSends()
    assert.equal(stage.host.acceptCalls, calls, 'it went on writing')
    assert.equal(stage.host.rows.size, 0)
  }),

  item('reports that it is connected', async (stage) => {
    const receiving = stage.receive(await stage.connect())
    await until(
      'it reports so',
      () => stage.host.states.some(({ state }) => state === 'connected'),
      stage.subject.patienceMs,
    )
    await receiving.stop()
    for (const { detail } of stage.host.states) if (detail !== '') assertSentence(detail)
  }),
]

async function sendMany(stage: Stage<object>, count: number): Promise<string[]> {
  const markers: string[] = []
  for (let sent = 0; sent < count; sent++) markers.push(await stage.customerSends())
  return markers
}

async function hasAll(stage: Stage<object>, markers: readonly string[]): Promise<boolean> {
  const texts = (await stage.events()).map(textOf)
  return markers.every((marker) => texts.some((text) => text.includes(marker)))
}

/** What connecting or receiving fails with. */
async function firstFailure(stage: Stage<object>, settings = stage.settings): Promise<unknown> {
  const attempt = async () => {
    const connection = await stage.connect(settings)
    return stage.receive(connection).ended
  }
  const failing = stage.caught(attempt(), (ended) => ended)
  return within(stage.subject.patienceMs, 'receiving fails', failing)
}

function assertChannelError(error: unknown, kind: ChannelError['kind']): void {
  assert.ok(
    error instanceof ChannelError,
    `expected a ChannelError, got ${error instanceof Error ? error.stack : String(error)}`,
  )
  assert.equal(error.kind, kind)
  assertSentence(error.message)
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
}
