/** Files of customers are fetched as the account that got them, from nowhere but X, and whole. */
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import type { RemoteAttachment } from '@cordboard/core/message'
import { expect, test } from 'vitest'
import { problem } from '../pretend/endpoints.ts'
import { badGateway } from '../pretend/faults.ts'
import { startFakeX } from '../pretend/fake-x.ts'
import { brand, customers } from '../pretend/people.ts'
import { failureOf, Line, never, openLine } from './line.ts'

const [mia] = customers
const picture = new Uint8Array(300_000).map((_, at) => (at * 13) % 256)

async function sentPicture(line: Line): Promise<RemoteAttachment> {
  const media = line.x.world.addMedia(picture, 'image/png')
  line.x.world.addEvent(mia!.id, line.x.world.pair(mia!.id), '', { attachments: { media_keys: [media.key] } })
  await line.receiveUntil('it came', () => line.host.rows.size === 1)
  const [event] = await line.events()
  if (event?.kind !== 'message') expect.unreachable()
  expect(event.body.text).toBe('')
  const [file] = event.remoteAttachments ?? []
  if (!file) expect.unreachable()
  return file
}

async function fetched(connection: ChannelConnection, ref: Record<string, unknown> | null): Promise<Uint8Array> {
  return new Response(await connection.fetchAttachment!(ref ?? {}, never)).bytes()
}

test('a picture in a direct message is fetched with keys where it lies', async () => {
  await using line = await openLine()
  const file = await sentPicture(line)
  expect(file).toMatchObject({ mediaType: 'image/png', size: null })
  expect(file.fileName).toMatch(/^photo-3_\d+\.png$/)
  expect(Buffer.compare(await fetched(await line.connect(), file.ref), picture)).toBe(0)
})

test('a picture in a direct message is fetched with tokens from the API', async () => {
  await using x = await startFakeX()
  const { clientId, clientSecret } = x.tokens
  const line = new Line(x, { oauth2: { clientId, clientSecret, tokens: x.tokens.signIn() }, profile: brand })
  const file = await sentPicture(line)
  expect(Buffer.compare(await fetched(await line.connect(), file.ref), picture)).toBe(0)
  expect(x.seen.at(-1)?.path).toMatch(/^\/2\/dm_conversations\/media\/\d+\/\d+\/pic\.png$/)
})

test('a post’s film is fetched in its best version, without a sign-in', async () => {
  await using line = await openLine()
  const film = line.x.world.addMedia(picture, 'video/mp4', 'post')
  const mention = {
    attachments: { media_keys: [film.key] },
    entities: { urls: [{ url: 'https://t.co/film', expanded_url: 'https://x.com/a/status/1/video/1' }] },
  }
  line.x.world.addPost(mia!.id, `See @${brand.username} https://t.co/film`, mention)
  await line.receiveUntil('it came', () => line.host.rows.size === 1)
  const [event] = await line.events()
  if (event?.kind !== 'message') expect.unreachable()
  expect(event.body.text).toBe(`See @${brand.username}`)
  const [file] = event.remoteAttachments ?? []
  expect(file).toMatchObject({ mediaType: 'video/mp4', ref: { url: film.url } })
  expect(Buffer.compare(await fetched(await line.connect(), file?.ref ?? null), picture)).toBe(0)
  expect(line.x.seen.at(-1)).toMatchObject({ as: 'nobody' })
})

test('takes our sign-in nowhere else, and says what cannot be had', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  const elsewhere = [
    'https://evil.example.com/1.1/ton/data/dm/1/2/a.png',
    'http://ton.twitter.com/a',
    'https://ton.twitter.com.evil.example.com/a',
    'file:///etc/passwd',
  ]
  for (const url of elsewhere)
    expect(await failureOf(fetched(connection, { url }))).toMatchObject({
      kind: 'permanent',
      sentence: { code: 'twitter.fetch_elsewhere' },
    })
  expect(line.x.seen).toEqual([])
  const { ref } = await sentPicture(line)
  const answers = [
    { reply: problem(404, 'gone'), kind: 'permanent' },
    { reply: { status: 302, headers: { location: 'https://evil.example.com/' } }, kind: 'permanent' },
    { reply: badGateway, kind: 'transient' },
    { reply: problem(401, 'Unauthorized'), kind: 'needs_reauth' },
  ]
  for (const { reply, kind } of answers) {
    line.x.faults.next({ do: 'answer', reply }, { path: /ton\/data/ })
    expect(await failureOf(fetched(connection, ref))).toMatchObject({ kind })
  }
  line.x.faults.next({ do: 'cut_before' }, { path: /ton\/data/ })
  expect(await failureOf(fetched(connection, ref))).toMatchObject({ kind: 'transient' })
})
