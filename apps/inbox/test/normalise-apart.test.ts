import type { RawMessage } from '@cordboard/core/channel/channel'
import { describe, expect, it } from 'vitest'
import { openApartReader } from '../src/inbound/normalise-apart.ts'
import { channels } from './support/pretend-channels.ts'

const [channel] = channels
const self = { keys: ['desk@example.com'], displayName: null }
const limits = { limitMs: 700, memoryMegabytes: 64, threads: 2 }
const channelsModule = new URL('./support/pretend-channels.ts', import.meta.url)

function mail(id: string, more: object): RawMessage {
  const bytes = Buffer.from(JSON.stringify({ id, from: 'ann@example.com', text: 'x'.repeat(100_000), ...more }))
  return { bytes, mediaType: 'application/json', key: id, receivedAt: new Date(0) }
}

describe('heavy messages', () => {
  it('of a flood wait for each other: another account’s is read at once', async () => {
    await using reader = openApartReader(channelsModule, limits)
    const read = (lane: string, id: string, more = {}) => reader.normalise(channel!, mail(id, more), self, lane)
    // Starting the threads is nobody's delay.
    await Promise.all([read('flood', '<1@c>'), read('other', '<2@c>')])
    let given = 0
    const flood = Array.from({ length: 4 }, (_, index) =>
      read('flood', `<h${index}@c>`, { fault: 'hangs' }).then(
        () => expect.fail('a message that hangs was read'),
        () => (given += 1),
      ),
    )
    for (let index = 0; index < 10; index++) {
      const [event] = await read('other', `<o${index}@c>`)
      expect(event).toMatchObject({ kind: 'message' })
    }
    // Ten before the flood is over, whose messages take a limit each.
    expect(given).toBeLessThan(4)
    await Promise.all(flood)
    expect(given).toBe(4)
  })

  it('find the thread that was started for them, and need no other', async () => {
    await using reader = openApartReader(channelsModule, limits)
    reader.warm()
    reader.warm()
    const [event] = await reader.normalise(channel!, mail('<1@c>', {}), self, 'one')
    expect(event).toMatchObject({ kind: 'message' })
    reader.warm()
    expect(await reader.normalise(channel!, mail('<2@c>', {}), self, 'one')).toHaveLength(1)
  })

  it('leave what they came with as it was', async () => {
    await using reader = openApartReader(channelsModule, limits)
    const raw = mail('<1@c>', { files: [{ name: 'a.bin', text: 'y'.repeat(200_000) }] })
    const [event] = await reader.normalise(channel!, raw, self, 'a')
    expect(raw.bytes.byteLength).toBeGreaterThan(300_000)
    expect(event).toMatchObject({ kind: 'message', attachments: [{ size: 200_000 }] })
    const [file] = event?.kind === 'message' ? event.attachments : []
    expect(file?.content.byteLength).toBe(200_000)
  })
})
