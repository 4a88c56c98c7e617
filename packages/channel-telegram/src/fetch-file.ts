/** Fetches a file a message names. */
import { Readable } from 'node:stream'
import type { File } from '@grammyjs/types'
import type { AttachmentRef } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { z } from 'zod'
import { BotFailure } from './bot-failure.ts'
import { receivingError } from './errors.ts'
import { isFileTooLarge } from './refusals.ts'
import { say } from './sentences.ts'
import type { Line } from './send.ts'

const refSchema = z.object({ fileId: z.string().min(1) })
/** A server of one's own may answer with a path on its disk; nothing but its own folders is asked for. */
const pathShape = /^[^/\\:\p{Cc}\p{Cs}]+(?:\/[^/\\:\p{Cc}\p{Cs}]+)*$/u

export async function fetchFile(
  line: Line,
  ref: AttachmentRef,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const parsed = refSchema.safeParse(ref)
  if (!parsed.success) throw new ChannelError('permanent', say('file_gone'))
  const { client, pace } = line
  try {
    const found = await client.call<File>(
      'getFile',
      { file_id: parsed.data.fileId },
      { signal, timeoutMs: pace.answerTimeoutMs },
    )
    const path = String(found.file_path ?? '')
    if (!pathShape.test(path) || path.split('/').some((part) => part === '.' || part === '..'))
      throw new ChannelError('permanent', say('file_elsewhere'))
    const response = await client.download(path, signal)
    return Readable.toWeb(response) as ReadableStream<Uint8Array>
  } catch (failure) {
    throw fetchingError(failure, line)
  }
}

function fetchingError(failure: unknown, { server }: Line): unknown {
  if (!(failure instanceof BotFailure) || failure.trouble.type !== 'refused') return receivingError(failure, server)
  const { trouble, message: technical } = failure
  const options = { technical, cause: failure }
  if (isFileTooLarge(trouble)) return new ChannelError('permanent', say('file_too_large'), options)
  const isGone = trouble.code === 400 || (trouble.code === 404 && failure.method === 'download')
  return isGone ? new ChannelError('permanent', say('file_gone'), options) : receivingError(failure, server)
}
