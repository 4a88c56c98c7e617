/** Fetches the files that an account's messages only mention: streamed to the blob store, as often as it takes. */
import { detailOf } from '@cordboard/core/sentence'
import type { Context } from '../context.ts'
import type { Sending, SendingConnections } from '../outbound/sending-connections.ts'
import { say } from '../sentences.ts'
import { afterError } from './after-error.ts'
import { claimFile, failFile, type FileToFetch, postponeFile, postponeFiles, storeFile } from './file-row.ts'

/** Side by side; one errand an account runs at a time, so a customer with a thousand files occupies no more than this. */
const atOnce = 2
/** Shorter than the claim lasts, so that nobody else begins meanwhile. */
const longestFetchMs = 4 * 60_000
const busyMs = 1_000
/** More than any channel's own limit; a provider that says nothing must not fill the disk with one file. */
const mostFetchedBytes = 100_000_000

type Signals = { signal: AbortSignal; closing: AbortSignal }

/** Resolves when nothing of the account's is due, or it cannot be reached now. */
export async function fetchFiles(
  ctx: Context,
  connections: SendingConnections,
  accountId: string,
  { signal, closing }: Signals,
): Promise<void> {
  const fetchNext = async () => {
    while (!signal.aborted && !closing.aborted) {
      const file = await claimFile(ctx, accountId)
      if (!file || !(await fetchOne(ctx, connections, { ...file, accountId }, signal))) return
    }
  }
  await Promise.all(Array.from({ length: atOnce }, fetchNext))
}

/** Resolves to whether the account's next file may be tried now. */
async function fetchOne(
  ctx: Context,
  connections: SendingConnections,
  file: FileToFetch & { accountId: string },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const used = await connections.use(file.accountId, file.revision, (sending) => download(ctx, sending, file, signal))
    if (used === 'busy') await postponeFile(ctx, file, { waitMs: busyMs, counts: false })
    return used !== 'busy' && used !== null
  } catch (error) {
    if (signal.aborted) {
      await postponeFile(ctx, file, { waitMs: 0, counts: false })
      return false
    }
    const { next, detail, sentence, technical } = afterError(error, file.attempts)
    ctx.log.warn(
      { attachmentId: file.id, accountId: file.accountId, attempts: file.attempts, technical },
      'file_not_fetched',
    )
    if (next === 'failed') {
      const why = detail === null ? detailOf(say('file_not_fetched')) : { detail, sentence }
      await failFile(ctx, file, why)
      return true
    }
    await postponeFile(ctx, file, next)
    if (next.counts) return true
    await postponeFiles(ctx, file.accountId, next.waitMs)
    return false
  }
}

async function download(ctx: Context, { connection }: Sending, file: FileToFetch, signal: AbortSignal): Promise<void> {
  if (!connection.fetchAttachment) return failFile(ctx, file, detailOf(say('file_not_fetched')))
  const limit = AbortSignal.any([signal, AbortSignal.timeout(longestFetchMs)])
  const stream = await connection.fetchAttachment(file.ref, limit)
  const stored = await ctx.blobs.put(stream, { maxBytes: mostFetchedBytes, signal: limit })
  await storeFile(ctx, file, stored)
  ctx.log.info({ attachmentId: file.id, size: stored.size }, 'file_fetched')
}
