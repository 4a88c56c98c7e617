import { expect, test } from 'vitest'
import { brand, customers } from '../pretend/people.ts'
import { definition, failureOf, file, never, openLine } from './line.ts'

const [mia, wang] = customers
const photo = () => file(new Uint8Array(50_000).fill(7), 'image/png', 'photo.png')

test('a mention opens a conversation of its author and thread, with what it answers folded below it', async () => {
  await using line = await openLine()
  const root = line.x.world.addPost(wang!.id, 'My withdrawal hangs for a day now.')
  const mention = line.x.world.addPost(mia!.id, `Same here @${brand.username}, A&B <ok>?`, { answers: root.id })
  await line.receiveUntil('the mention came', () => line.host.rows.size === 1)
  const [event] = await line.events()
  if (event?.kind !== 'message') expect.unreachable()
  expect(event).toMatchObject({
    externalId: `post:${mention.id}`,
    way: 'public',
    from: { key: mia!.id, address: '@customer_0', displayName: 'Mia Ortega' },
    references: [`post:${root.id}`],
    conversationKey: `thread:${root.id}/${mia!.id}`,
    senderProof: 'proven',
  })
  const own = event.body.text.slice(0, event.body.textFold ?? 0)
  expect(own).toBe(`Same here @${brand.username}, A&B <ok>?`)
  expect(event.body.text.slice(own.length)).toBe('\n\n@customer_1:\n> My withdrawal hangs for a day now.')
})

test('a public reply goes below the customer’s post, and an answer to it joins the same conversation', async () => {
  await using line = await openLine()
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const connection = await line.connect()
  const receipt = await connection.send(line.publicReply('We are **looking** into it.', mention.id), never)
  const [sent] = line.x.endpoints.sent
  expect(sent).toMatchObject({ way: 'public', to: mia!.id, text: 'We are looking into it.', answers: mention.id })
  expect(receipt.externalIds).toEqual([`post:${sent?.id}`])
  line.x.world.addPost(mia!.id, 'Thank you!', { answers: sent!.id })
  await line.receiveUntil('both came', () => line.host.rows.size === 2)
  const answer = (await line.events()).find(
    (event) => event.kind === 'message' && event.body.text.startsWith('Thank you'),
  )
  if (answer?.kind !== 'message') expect.unreachable()
  expect(answer.references).toEqual([`post:${sent?.id}`])
  expect(answer.conversationKey).toBe(`thread:${mention.id}/${mia!.id}`)
})

test('a private reply in a mention’s conversation leads the customer’s message back to it', async () => {
  await using line = await openLine()
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const history = [{ direction: 'inbound' as const, externalId: `post:${mention.id}`, references: [], way: 'public' }]
  const message = line.reply('Let us go on here.', { history, way: 'dm' })
  expect(message.envelope).toMatchObject({ to: [mia!.id], way: 'dm', inReplyTo: null })
  const receipt = await (await line.connect()).send(message, never)
  const pair = line.x.world.pair(mia!.id)
  expect(receipt.externalIds).toContain(`dm:${pair}`)
  line.x.world.addEvent(mia!.id, pair, 'My order is 42.')
  await line.receiveUntil('all came', () => line.host.rows.size === 3)
  const answer = (await line.events()).find((event) => event.kind === 'message' && event.way === 'dm')
  if (answer?.kind !== 'message') expect.unreachable()
  expect(answer.conversationKey).toBe(`dm:${pair}`)
  expect(answer.references).toEqual([])
  const later = line.reply('Thanks.', { history: [...history, { ...history[0]!, way: 'dm' }], way: 'dm' })
  expect((await (await line.connect()).send(later, never)).externalIds).toEqual([expect.stringMatching(/^dm-event:/)])
  const echo = (await line.events()).find(({ kind }) => kind === 'own_message')
  expect(echo?.externalId).toBe(receipt.externalIds[0])
})

test('goes by the way of the newest message, and below the post an agent names', () => {
  const context = {
    token: '',
    reportToken: '',
    self: { keys: [brand.id], displayName: null },
    contact: { key: mia!.id, displayName: null },
    subject: null,
  }
  const post = { direction: 'inbound' as const, externalId: 'post:1', references: [], way: 'public' }
  const direct = { direction: 'inbound' as const, externalId: 'dm-event:2', references: [], way: 'dm' }
  expect(definition.address({ ...context, history: [direct, post] })).toMatchObject({
    way: 'public',
    inReplyTo: 'post:1',
  })
  expect(definition.address({ ...context, history: [post, direct] })).toMatchObject({ way: 'dm', inReplyTo: null })
  const named = definition.address({
    ...context,
    history: [post, { ...post, externalId: 'post:3' }],
    answers: { externalId: 'post:1' },
  })
  expect(named.inReplyTo).toBe('post:1')
  expect(definition.address({ ...context, history: [direct], way: 'public' }).to).toEqual([])
})

test('carries up to four photos, or one film, and says before sending what X would refuse', async () => {
  await using line = await openLine()
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const connection = await line.connect()
  const film = () =>
    file(
      new Uint8Array(5_000_000).map((_, at) => at % 251),
      'video/mp4',
      'how-to.mp4',
    )
  await connection.send(
    line.publicReply('Four', mention.id, { attachments: [photo(), photo(), photo(), photo()] }),
    never,
  )
  await connection.send(line.publicReply('Film', mention.id, { attachments: [film()] }), never)
  const [four, one] = line.x.endpoints.sent
  expect(four?.files.map(({ category }) => category)).toEqual([
    'tweet_image',
    'tweet_image',
    'tweet_image',
    'tweet_image',
  ])
  expect(one?.files[0]?.category).toBe('tweet_video')
  expect(
    Buffer.compare(
      one?.files[0]?.bytes ?? new Uint8Array(),
      new Uint8Array(5_000_000).map((_, at) => at % 251),
    ),
  ).toBe(0)
  const large = { ...photo(), size: 6_000_000 }
  for (const attachments of [[photo(), film()], [large], [file(new Uint8Array(9), 'application/pdf', 'a.pdf')]]) {
    const error = await failureOf(connection.send(line.publicReply('Too much', mention.id, { attachments }), never))
    expect(error).toMatchObject({ kind: 'permanent' })
  }
  expect(line.x.endpoints.sent.length).toBe(2)
})

test('takes a public reply back, and says that a direct message stays', async () => {
  await using line = await openLine()
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const connection = await line.connect()
  const message = line.publicReply('A mistake', mention.id)
  const { externalIds } = await connection.send(message, never)
  await connection.retract?.({ ...message, providerIds: externalIds }, never)
  await connection.retract?.({ ...message, providerIds: externalIds }, never)
  expect(line.x.world.posts.map(({ text }) => text)).toEqual([`Help @${brand.username}`])
  const error = await failureOf(connection.retract!({ ...message, providerIds: ['dm-event:1'] }, never))
  expect(error).toMatchObject({ kind: 'permanent', sentence: { code: 'twitter.stays_with_customer' } })
})
