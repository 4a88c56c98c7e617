/** The short form of `pnpm chaos --faults`: the servers around a desk die, freeze, forget, refuse and fall silent, one after the other. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { clean, lineOf } from './checker.ts'
import { type Fault, runFault } from './faults/fault.ts'
import { leaseFaults } from './faults/lease-faults.ts'
import { mailboxFaults } from './faults/mailbox-faults.ts'
import { serverFaults } from './faults/server-faults.ts'
import { smtpFaults } from './faults/smtp-faults.ts'
import { queueEmptied, storeFaults } from './faults/store-faults.ts'
import { tokenRace } from './faults/token-faults.ts'
import { askOne, untilState } from './faults/work.ts'
import { openStage } from './stage.ts'
import { endLeases } from './time-passes.ts'
import { openWorld, type World } from './world.ts'

// Processes and servers are started again and again, on whatever else the machine does.
vi.setConfig({ testTimeout: 180_000 })

/** A small disk has a test of its own, and so has every named step. */
const elsewhere = ['disk full']
const faults = [...serverFaults, ...leaseFaults, ...mailboxFaults, ...storeFaults, ...smtpFaults]

async function expectHeld(world: World, fault: Fault): Promise<void> {
  const { held, trouble } = await runFault(world, fault, 'short')
  expect(held, trouble ?? '').toBe(true)
}

describe.skipIf(!hasPeer('dovecot') || !hasPeer('redis'))('faults around a desk, with the queue on Redis', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ queue: 'redis', signsIn: true })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test.each(faults.filter(({ name }) => !elsewhere.includes(name)))('$name', (fault) => expectHeld(world, fault))

  test('a doubtful reply that turns up in the Sent folder is sent', async () => {
    world.sink.script({ do: 'cut', at: 'after_dot', kept: true })
    const reply = await askOne(world)
    await untilState(world, reply, 'unconfirmed')
    const [mail] = await world.sink.waitFor(({ raw }) => raw.includes(reply.token))
    await world.dovecot.append(world.line.options.account, 'Sent', mail?.raw ?? '')
    await untilState(world, reply, 'sent')
  })
})

describe.skipIf(!hasPeer('dovecot'))('faults around a desk', () => {
  test('the queue’s tables are emptied', async () => {
    await using world = await openWorld({ queue: 'postgres' })
    await expectHeld(world, queueEmptied)
  })

  test(tokenRace.name, async () => {
    await using world = await openWorld({ queue: 'postgres', tokens: true })
    await expectHeld(world, tokenRace)
  })

  test('a desk with its own database is killed with everything it started', async () => {
    await using stage = await openStage(createTestDatabase)
    await using line = await stage.line({ databaseUrl: null })
    const desk = await (await line.start()).ready()
    await line.connect(desk.url)
    line.customersWrite(5)
    await desk.kill9()
    const again = await (await line.start()).ready()
    await endLeases(await line.dataDir)
    await line.atRest(again.url)
    expect(lineOf(await line.check(again.url))).toBe(clean)
  })
})
