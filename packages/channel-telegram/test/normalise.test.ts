import { describe, expect, it } from 'vitest'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import fc from 'fast-check'
import { normalise, wantedUpdates } from '../src/normalise.ts'
import { bytesOf, self, updates } from './updates.ts'

const read = (bytes: Uint8Array) =>
  normalise({ bytes, mediaType: 'application/json', key: 'k', receivedAt: new Date(0) }, self)

async function eventOf(name: string): Promise<InboundEvent> {
  const [event] = await read(bytesOf(name))
  return event!
}

async function messageOf(name: string): Promise<InboundMessage> {
  const event = await eventOf(name)
  return event.kind === 'message' ? event : (event as { otherwise: InboundMessage }).otherwise
}

describe('an update', () => {
  // What each is read as stands in fixtures/, to be looked at when it changes.
  it.each(Object.keys(updates))('%s', async (name) => {
    const events = await read(bytesOf(name))
    await expect(`${JSON.stringify(events, null, 2)}\n`).toMatchFileSnapshot(`../fixtures/${name}.json`)
  })

  it('of whatever shape becomes an entry, never an error', async () => {
    const names = Object.keys(updates)
    const mangled = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.jsonValue()).map(([name, where, value]) => {
      const update = JSON.parse(new TextDecoder().decode(bytesOf(name))) as Record<string, unknown>
      const places = placesIn(update)
      const place = places[where % places.length]
      if (place) place.inside[place.key] = value
      return new TextEncoder().encode(JSON.stringify(update))
    })
    await fc.assert(
      fc.asyncProperty(mangled, async (bytes) => {
        const events = await read(bytes)
        expect(events.length).toBeGreaterThan(0)
        for (const event of events) {
          const message = event.kind === 'unreadable' ? null : event.kind === 'message' ? event : event.otherwise
          expect(typeof (message === null ? '' : message.body.text)).toBe('string')
          expect(message?.sentAt?.getTime()).not.toBeNaN()
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('what a message means', () => {
  it('is an edit of its own where two were made within a second', async () => {
    const numbered = (updateId: number, text: string) => {
      const update = JSON.parse(new TextDecoder().decode(bytesOf('edited'))) as { edited_message: object }
      return JSON.stringify({ ...update, update_id: updateId, edited_message: { ...update.edited_message, text } })
    }
    const [first, second, again] = (
      await Promise.all(
        [numbered(1, 'first'), numbered(2, 'second'), numbered(2, 'second')].map((json) => read(Buffer.from(json))),
      )
    ).flat()
    expect(first!.externalId).not.toBe(second!.externalId)
    expect(again!.externalId).toBe(second!.externalId)
  })

  it('is known by chat and number, in private, in groups and with a business account', async () => {
    const ids = await Promise.all(['text', 'topic', 'business'].map(async (name) => (await messageOf(name)).externalId))
    expect(ids).toEqual(['5000000001:41', '-1001234567890:41', '5000000001@bc-1:41'])
    const keys = await Promise.all(
      ['text', 'group', 'topic', 'business'].map(async (name) => (await messageOf(name)).conversationKey),
    )
    expect(keys).toEqual(['5000000001', '-1001234567890', '-1001234567890/9', '5000000001@bc-1'])
  })

  it('in a topic is labelled with the group and the topic, and is from whoever wrote it', async () => {
    expect(await messageOf('topic')).toMatchObject({
      group: { key: '-1001234567890/9', displayName: 'Traders · Withdrawals' },
      from: { key: '5000000001', address: '@annlee', displayName: 'Ann Lee' },
      references: [],
    })
    expect((await messageOf('topic_unnamed')).group?.displayName).toBe('Traders · #9')
    expect((await messageOf('as_channel')).from).toMatchObject({ key: '-1007', displayName: 'Whales' })
  })

  it('is one album, whichever item comes first', async () => {
    const [first, second] = [await eventOf('album_first'), await eventOf('album_second')]
    expect([first, second].map((event) => event.kind === 'change' && [event.about, event.change.type])).toEqual([
      ['album:5000000001:13579', 'added'],
      ['album:5000000001:13579', 'added'],
    ])
    expect((await messageOf('album_second')).threadIds).toEqual(['5000000001:42', 'album:5000000001:13579'])
    expect(first.kind === 'change' && first.change.type === 'added' && first.change.body?.text).toBe('Two photos')
    expect(second.kind === 'change' && second.change.type === 'added' && second.change.body).toBeNull()
  })

  it('names files to fetch, and says of one that is too large that it cannot be had', async () => {
    const [photo] = (await messageOf('photo')).remoteAttachments!
    expect(photo).toMatchObject({ fileName: 'photo-41.jpg', size: 90_000, ref: { fileId: 'large' } })
    const [film] = (await messageOf('large_video')).remoteAttachments!
    expect(film).toMatchObject({ ref: null, refused: { sentence: { code: 'telegram.file_too_large' } } })
    expect((await messageOf('document')).remoteAttachments![0]?.fileName).toBe('.._отчёт.pdf'.replace(/^\.+/, ''))
  })

  it('shows marks as HTML that can do nothing', async () => {
    const { html } = (await messageOf('marks')).body
    expect(html).toContain('<b>bold <a href="https://a.example/?q=%221%22">link</a></b>')
    expect(html).toContain('&lt;b&gt;')
    expect((await messageOf('hostile_link')).body.html).toBeNull()
  })

  it('is asked for by name, so that reactions and business messages come', () => {
    expect(wantedUpdates).toEqual(
      expect.arrayContaining(['message', 'message_reaction', 'business_message', 'my_chat_member']),
    )
    expect(wantedUpdates).not.toContain('channel_post')
  })
})

function placesIn(value: unknown): { inside: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = value as Record<string, unknown>
  return Object.keys(inside).flatMap((key) => [{ inside, key }, ...placesIn(inside[key])])
}
