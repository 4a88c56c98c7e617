/** History that X no longer lists: what came while nobody looked and is beyond its reach is reported with its bounds. */
import type { Gap } from '@cordboard/core/channel/gap'
import { detailOf } from '@cordboard/core/sentence'
import { say } from './sentences.ts'

const listedDaysMs = 30 * 86_400_000
/** About as many mentions are listed, however long ago the last look was. */
const mostMentions = 780

/** `found`: how many mentions this look listed that are newer than the last one. */
export function gapOf(which: 'mentions' | 'directMessages', lookedAt: string | null, found: number): Gap | null {
  const until = new Date()
  const since = lookedAt === null ? null : new Date(lookedAt)
  if (since === null) return null
  if (which === 'mentions')
    return found < mostMentions ? null : { place: '@', since, until, ...detailOf(say('gap_mentions')) }
  const isBeyond = until.getTime() - since.getTime() > listedDaysMs
  return isBeyond
    ? { place: 'DM', since, until: new Date(until.getTime() - listedDaysMs), ...detailOf(say('gap_dms')) }
    : null
}
