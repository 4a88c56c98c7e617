import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { normalise } from '@cordboard/channel-email/normalise'
import { expect, it } from 'vitest'
import { openDiskStore } from '../src/blobs/disk-store.ts'
import { entryOfMessage } from '../src/inbound/entry.ts'

it('of a mail without words of its own says what it is by a code, so that every reader has it in their language', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-entry-'))
  const mail = `From: mei@outside.example\r\nSubject: secret\r\nContent-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"\r\n
--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\nhQEM\r\n--b--\r\n`
  const raw = { bytes: Buffer.from(mail), mediaType: 'message/rfc822', key: 'INBOX:1:1', receivedAt: new Date(0) }
  const [message] = await normalise(raw, { keys: [], displayName: null })
  if (message?.kind !== 'message') throw new Error('The mail is no message.')
  const entry = await entryOfMessage(message, { blobs: await openDiskStore(folder) })
  expect(entry).toMatchObject({
    kind: 'message',
    body_sentence: { code: 'email.encrypted' },
    snippet: expect.stringContaining('encrypted'),
    marks: ['encrypted'],
    attachments: [{ file_name: 'file' }, { file_name: 'encrypted.asc', size: 4 }],
  })
  await rm(folder, { recursive: true })
})

it('says nothing of the size of a file that is larger than it can count, and shows it all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-entry-'))
  const raw = {
    bytes: Buffer.from('\r\nhello'),
    mediaType: 'message/rfc822',
    key: 'INBOX:1:1',
    receivedAt: new Date(0),
  }
  const [message] = await normalise(raw, { keys: [], displayName: null })
  if (message?.kind !== 'message') throw new Error('The mail is no message.')
  const sizes = [3_900_000_000, 1.5, -1, 2_147_483_647, 0, null]
  const remoteAttachments = sizes.map((size) => ({ fileName: 'film.mp4', mediaType: 'video/mp4', size, ref: null }))
  const entry = await entryOfMessage({ ...message, remoteAttachments }, { blobs: await openDiskStore(folder) })
  expect(entry.attachments.map(({ size }) => size)).toEqual([null, null, null, 2_147_483_647, 0, null])
  await rm(folder, { recursive: true })
})
