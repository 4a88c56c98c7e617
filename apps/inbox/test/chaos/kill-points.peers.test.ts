/** The desk dies by kill -9 at each named step of both journeys; what the customer and the agent see must not show it. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Failpoint, failpoints } from '../../src/failpoints.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { clean, lineOf } from './checker.ts'
import { killRound } from './kill-round.ts'
import type { Line } from './line.ts'
import { openStage, type Stage } from './stage.ts'

const onRedis: readonly Failpoint[] = [
  'inbound.after_commit',
  'ingest.before_commit',
  'outbound.after_commit',
  'outbound.handed_over',
]

describe.skipIf(!hasPeer('dovecot'))('killed at a named step', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(createTestDatabase)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  describe('with the queue on PostgreSQL', () => {
    let line: Line
    beforeAll(async () => {
      line = await stage.line()
      await line.begin()
    })
    test.each(failpoints)('%s', (failpoint) => dies(line, failpoint))
  })

  describe.skipIf(!hasPeer('redis'))('with the queue on Redis', () => {
    let redis: RedisServer
    let line: Line
    beforeAll(async () => {
      redis = await startRedis()
      line = await stage.line({ redisUrl: redis.url })
      await line.begin()
    })
    afterAll(() => redis[Symbol.asyncDispose]())
    test.each(onRedis)('%s', (failpoint) => dies(line, failpoint))
  })
})

async function dies(line: Line, failpoint: Failpoint): Promise<void> {
  const { desk, findings, inHand, expectedUnconfirmed } = await killRound(line, failpoint)
  expect(lineOf(findings), JSON.stringify(findings)).toBe(clean)
  expect(findings.unconfirmed).toEqual(expectedUnconfirmed)
  if (inHand && expectedUnconfirmed.size > 0) {
    await line.askAgain(desk.url, inHand)
    await line.atRest(desk.url)
    const after = await line.check(desk.url)
    expect(lineOf(after), JSON.stringify(after)).toBe(clean)
    expect(after.unconfirmed).toEqual(new Set())
  }
}
