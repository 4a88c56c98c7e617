/** The short form of `pnpm chaos`: processes and servers of a working desk die at moments drawn from a seed. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { expect, test, vi } from 'vitest'
import { killAtRandom, sentenceOf } from './random-killer.ts'
import { openWorld } from './world.ts'

// Some twenty processes are started, on whatever else the machine does.
vi.setConfig({ testTimeout: 180_000 })

test.skipIf(!hasPeer('dovecot') || !hasPeer('redis'))(
  'killed at random, nothing is lost, doubled or misled',
  async () => {
    await using world = await openWorld({ queue: 'redis' })
    const end = await killAtRandom(world, { seed: 20_261, kills: 6 })
    expect(end.held, `${sentenceOf(end)} ${JSON.stringify(end)}`).toBe(true)
  },
)
