/** Brings a reply's files to X, in pieces, before the reply itself. No customer sees any of it until the reply names them. */
import type { OutboundAttachment } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { toChannelError } from './errors.ts'
import { XFailure } from './failure.ts'
import { mostBytesOf } from './limits.ts'
import type { XLink } from './link.ts'
import { unusable } from './profile.ts'
import { idSchema } from './raw.ts'
import { say } from './sentences.ts'

/** Media of direct messages and of posts are different things to X. */
export type Purpose = 'dm' | 'tweet'

const uploadUrl = 'https://api.x.com/2/media/upload'
/** X takes pieces of at most 5 MB. */
const pieceBytes = 4 * 1_024 * 1_024
const longestPreparationMs = 120_000
const secondMs = 1_000

const startedSchema = z.object({ data: z.object({ id: idSchema }) })
const progressSchema = z.object({
  data: z.object({
    processing_info: z.object({ state: z.string(), check_after_secs: z.number().optional() }).optional(),
  }),
})

/** Refuses before anything is asked. */
export function checkFiles(files: readonly OutboundAttachment[], purpose: Purpose): void {
  for (const { fileName, mediaType, size } of files) {
    const most = mostBytesOf[mediaType]
    if (most === undefined) throw new ChannelError('permanent', say('file_type', { name: fileName }))
    if (size > most)
      throw new ChannelError('permanent', say('file_too_large', { name: fileName, megabytes: most / 1_000_000 }))
  }
  if (purpose === 'dm' && files.length > 1) throw new ChannelError('permanent', say('one_file'))
  const moving = files.filter(({ mediaType }) => kindOf(mediaType) !== 'image').length
  if (files.length > 4 || (moving > 0 && files.length > 1)) throw new ChannelError('permanent', say('files_of_post'))
}

/** Resolves to the id X gave it. Throws a `ChannelError`; nothing was sent then. */
export async function upload(
  file: OutboundAttachment,
  purpose: Purpose,
  { link, signal }: { link: XLink; signal: AbortSignal },
): Promise<string> {
  const body = {
    media_type: file.mediaType,
    total_bytes: file.size,
    media_category: `${purpose}_${kindOf(file.mediaType)}`,
  }
  const ask = async (question: Parameters<XLink['ask']>[0]) => {
    try {
      return (await link.ask(question, signal)).data
    } catch (error) {
      if (error instanceof XFailure && error.facts.status === 400)
        throw new ChannelError('permanent', say('file_refused', { name: file.fileName }))
      throw toChannelError(error, 'prepare')
    }
  }
  const started = startedSchema.safeParse(await ask({ method: 'POST', url: `${uploadUrl}/initialize`, body }))
  if (!started.success) throw toChannelError(unusable(), 'prepare')
  const { id } = started.data.data
  let index = 0
  for await (const media of piecesOf(file)) {
    await ask({
      method: 'POST',
      url: `${uploadUrl}/${id}/append`,
      body: { segment_index: index, media },
      form: 'form-data',
    })
    index += 1
  }
  const ended = await ask({ method: 'POST', url: `${uploadUrl}/${id}/finalize` })
  await whenPrepared(
    ended,
    file,
    () => ask({ method: 'GET', url: uploadUrl, query: { command: 'STATUS', media_id: id } }),
    signal,
  )
  return id
}

/** Films are converted first. */
async function whenPrepared(
  answer: unknown,
  file: OutboundAttachment,
  look: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + longestPreparationMs
  for (let latest = answer; ; latest = await look()) {
    const { state, check_after_secs: seconds = 1 } = progressSchema.safeParse(latest).data?.data.processing_info ?? {
      state: 'succeeded',
    }
    if (state === 'succeeded') return
    if (state === 'failed') throw new ChannelError('permanent', say('file_refused', { name: file.fileName }))
    if (Date.now() > deadline) throw new ChannelError('transient', say('file_slow', { name: file.fileName }))
    await delay(seconds * secondMs, undefined, { signal })
  }
}

async function* piecesOf({ open }: OutboundAttachment): AsyncGenerator<Buffer> {
  let kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of openFile(open)) {
    kept.push(Buffer.from(chunk))
    bytes += chunk.length
    while (bytes >= pieceBytes) {
      const whole = Buffer.concat(kept)
      yield whole.subarray(0, pieceBytes)
      kept = [whole.subarray(pieceBytes)]
      bytes -= pieceBytes
    }
  }
  if (bytes > 0) yield Buffer.concat(kept)
}

async function* openFile(open: OutboundAttachment['open']): AsyncGenerator<Uint8Array> {
  try {
    yield* await open()
  } catch (cause) {
    throw new ChannelError('transient', say('file_unreadable'), { cause })
  }
}

function kindOf(mediaType: string): 'image' | 'gif' | 'video' {
  if (mediaType === 'image/gif') return 'gif'
  return mediaType.startsWith('video/') ? 'video' : 'image'
}
