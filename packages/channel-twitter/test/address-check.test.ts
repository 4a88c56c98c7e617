import { ChannelError } from '@cordboard/core/channel/error'
import { expect, test } from 'vitest'
import { say } from '../src/sentences.ts'
import { never, openLine } from './line.ts'

test('an address somebody typed is dialled only after the desk allowed it, a bare number as well', async () => {
  await using line = await openLine()
  const asked: string[] = []
  line.host.resolveHost = async (name) => {
    asked.push(name)
    throw new ChannelError('permanent', say('no_recipient'), { scope: 'account' })
  }
  const connection = await line.connect()
  const { steps } = await connection.verify(never)
  expect(steps.some(({ ok }) => !ok)).toBe(true)
  expect(new Set(asked)).toEqual(new Set(['127.0.0.1']))
  expect(line.x.connections()).toBe(0)
  expect(line.x.seen).toEqual([])
})
