/** Each kind of message as X documents it (`fixtures`), as the desk shows it. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { normalise } from '../src/normalise.ts'
import { parseLossless } from '../src/lossless-json.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const self = { keys: ['1111111111111111111'], displayName: null }

async function read(name: string) {
  const bytes = new Uint8Array(await readFile(join(fixtures, `${name}.json`)))
  const [event] = await normalise({ bytes, mediaType: 'application/json', key: name, receivedAt: new Date() }, self)
  return event
}

const expected: Record<string, unknown> = {
  'dm-text': {
    kind: 'message',
    externalId: 'dm-event:1582838499983564806',
    way: 'dm',
    from: { key: '2222222222222222222', address: '@OtherUser', displayName: 'Other User' },
    group: null,
    body: { text: 'Is <b>this</b> safe? https://example.com/a?b=1&c=2' },
  },
  'dm-own': {
    kind: 'own_message',
    externalId: 'dm-event:1582838499983564807',
    threadIds: ['dm-event:1582838499983564807'],
  },
  'dm-shared-post': {
    body: {
      text: 'What is this?\n\n@ExampleSupport:\n> We will be back at noon.\nhttps://x.com/i/status/1582000000000000001',
    },
  },
  'dm-group': { group: { key: 'group:1578398451921985538' }, conversationKey: 'dm:1578398451921985538' },
  'dm-joined': {
    automation: 'report',
    body: { text: 'Joined the group.', sentence: { code: 'twitter.joined_group' } },
  },
  'dm-future': { automation: 'report', body: { sentence: { code: 'twitter.unknown_event' } } },
  'dm-unreadable-file': {
    body: { text: '' },
    remoteAttachments: [{ ref: null, refused: { sentence: { code: 'twitter.file_without_address' } } }],
  },
  'dm-announced': {
    externalId: 'dm-event:2080765901528535096',
    conversationKey: 'dm:1111111111111111111-2222222222222222222',
    from: { displayName: 'OtherUser' },
    body: { text: 'hello!' },
    sentAt: new Date(1784928224372),
  },
  'dm-announced-picture': {
    body: { text: 'look' },
    remoteAttachments: [{ mediaType: 'image/jpeg', fileName: 'photo-3_2080765901528535000.jpg' }],
  },
  mention: {
    externalId: 'post:2080765813578191303',
    way: 'public',
    threadIds: ['post:2080765813578191303'],
    conversationKey: 'thread:2080765813578191303/2222222222222222222',
    body: { text: 'hey @ExampleUser', textFold: null },
  },
  'mention-quote': { body: { text: 'Is that true @ExampleUser?\n\n@ThirdUser:\n> ExampleUser is down\n> for good' } },
  'mention-long': { body: { text: expect.stringMatching(/^@ExampleUser (?:long ){100}end$/) } },
  'mention-edited': {
    kind: 'change',
    about: 'post:2080765813578191303',
    change: { type: 'edited', body: { text: 'hey @ExampleUser, edited' } },
  },
  'post-deleted': {
    kind: 'change',
    about: 'post:2080761269309813134',
    by: { key: '1111111111111111111', address: '@ExampleUser' },
    change: { type: 'deleted' },
  },
  encrypted: {
    marks: ['encrypted'],
    conversationKey: 'dm:1111111111111111111-2222222222222222222',
  },
}

describe('a message of X is read as', () => {
  test.each(Object.keys(expected))('%s', async (name) => {
    expect(await read(name)).toMatchObject(expected[name] as object)
  })

  test('what each fixture says, and there is none that nobody expects', async () => {
    const names = (await readdir(fixtures)).map((name) => name.replace('.json', ''))
    expect(names.toSorted()).toEqual(Object.keys(expected).toSorted())
  })
})

test('ids that came as numbers keep every digit', () => {
  expect(parseLossless('{"id": 1924465506158878979, "small": 7, "part": 0.5, "uuid": -6850472171600526495}')).toEqual({
    id: '1924465506158878979',
    small: 7,
    part: 0.5,
    uuid: '-6850472171600526495',
  })
})

test('what a message needs only beside it hides no word of it, though X writes that in a way nobody knows', async () => {
  const post = { id: '2', text: 'Help @ExampleUser', author_id: '3', referenced_tweets: [{ type: 'quoted', id: '9' }] }
  const includes = {
    users: [
      { id: '3', username: 'mia' },
      { id: 'new-3', username: 7 },
    ],
    tweets: [{ id: '9', withheld: true }],
    media: [{ media_key: '13_1' }],
  }
  const entities = {
    urls: [{ display_url: 'a.example' }, { url: 'https://t.co/a', expanded_url: 'https://a.example' }],
  }
  const raw = { kind: 'post', self: '1', post: { ...post, text: `${post.text} https://t.co/a`, entities }, includes }
  const bytes = new TextEncoder().encode(JSON.stringify(raw))
  const [event] = await normalise({ bytes, mediaType: 'application/json', key: 'post/2', receivedAt: new Date() }, self)
  expect(event).toMatchObject({
    kind: 'message',
    from: { key: '3', address: '@mia' },
    body: { text: 'Help @ExampleUser https://a.example' },
  })
})
