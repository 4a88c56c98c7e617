import type { Places } from '@cordboard/api-contract/accounts'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { say } from '../sentences.ts'
import { testHost, type ToVerify, type VerifyContext } from './verify-account.ts'

/** The provider's places an account with these settings could watch; `trouble` says why they cannot be had. */
export async function listPlaces(
  ctx: VerifyContext,
  { channel, settings, accountId }: ToVerify,
  signal: AbortSignal,
): Promise<Places> {
  try {
    await using connection = await channel.connect(settings, testHost(ctx, { channel, accountId }))
    if (!connection.listPlaces) return { items: [], trouble: detailOf(say('no_places')) }
    const places = await connection.listPlaces(signal)
    return { items: places.map(({ path, ...place }) => ({ ...place, path: [...path] })), trouble: null }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { items: [], trouble: { detail: error.message, sentence: error.sentence } }
  }
}
