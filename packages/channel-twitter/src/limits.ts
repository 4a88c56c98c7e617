/** What X carries, by each way to a customer. */
import type { AttachmentLimits, BodyLimits, Capabilities, LengthWeights } from '@cordboard/core/channel/channel'
import { ways } from './ids.ts'

/** The configuration `v3` of twitter-text: what a code point, a link and an emoji count of the 280. */
export const postWeights: LengthWeights = {
  usual: 2,
  ranges: [
    { first: 0, last: 4_351, weight: 1 },
    { first: 8_192, last: 8_205, weight: 1 },
    { first: 8_208, last: 8_223, weight: 1 },
    { first: 8_242, last: 8_247, weight: 1 },
  ],
  link: 23,
  emoji: 2,
}

const postBody: BodyLimits = { formats: ['text'], maxLength: 280, weights: postWeights }
const longestMessage = 10_000
const messageBody: BodyLimits = { formats: ['text'], maxLength: longestMessage }

const photos = ['image/jpeg', 'image/png', 'image/webp']
const megabyte = 1_000_000

/** Bytes of one file, by its type. Nothing else is taken. */
export const mostBytesOf: Readonly<Record<string, number>> = {
  ...Object.fromEntries(photos.map((type) => [type, 5 * megabyte])),
  'image/gif': 15 * megabyte,
  'video/mp4': 512 * megabyte,
}

const files: Omit<AttachmentLimits, 'maxCount'> = {
  maxBytes: 512 * megabyte,
  maxBytesEach: 512 * megabyte,
  mediaTypes: Object.keys(mostBytesOf),
}

/** Several files of one private reply go as as many messages. */
const messageFiles = { ...files, maxCount: 10 }
/** Four photos, or one GIF, or one film. */
const postFiles = { ...files, maxCount: 4 }

export const capabilities: Capabilities = {
  body: messageBody,
  attachments: messageFiles,
  threading: 'conversation',
  initiate: false,
  replyWindowHours: null,
  resend: 'may_duplicate',
  copies: null,
  signature: false,
  automaticAnswers: false,
  namesMessages: true,
  // A direct message is deleted for its sender only.
  retracts: { withinHours: null, ways: [ways.public] },
  ways: [
    {
      id: ways.dm,
      label: 'Direct message',
      public: false,
      after: [ways.dm, ways.public],
      body: messageBody,
      attachments: messageFiles,
    },
    {
      id: ways.public,
      label: 'Public reply',
      public: true,
      after: [ways.public],
      body: postBody,
      attachments: postFiles,
    },
  ],
}
