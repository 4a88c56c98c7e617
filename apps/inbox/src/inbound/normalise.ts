import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent } from '@cordboard/core/message'
import type { Sentence } from '@cordboard/core/sentence'
import type { AnyChannel } from '../context.ts'
import { say } from '../sentences.ts'
import type { Aside } from './aside.ts'
import type { NormaliseApart } from './normalise-apart.ts'

/** Whose message it is, and how its lane lets the others go on while it waits for something slow. */
export type Turn = { lane: string; aside: Aside }

export type Normalise = (
  channel: AnyChannel,
  raw: RawMessage,
  self: OwnIdentities,
  turn: Turn,
) => Promise<readonly InboundEvent[]>

/** The message is to blame, not the moment; the sentence is what an agent sees in its place. */
export class NormaliseFailed extends Error {
  override readonly name = 'NormaliseFailed'
  readonly sentence: Sentence

  constructor(sentence: Sentence, options: { cause?: unknown } = {}) {
    super(sentence.text, options)
    this.sentence = sentence
  }
}

/** Beyond these a message is read in a thread of its own, where it can neither hold up the others nor take the memory. */
const largestHereBytes = 64_000
const mostTagsHere = 1_500

/** Reads small messages here and heavy ones apart. Rejects with `NormaliseFailed`. */
export function createNormalise(apart: NormaliseApart): Normalise {
  let begun: Promise<unknown> = Promise.resolve()
  return async (channel, raw, self, { lane, aside }) => {
    if (isHeavy(raw.bytes)) return aside(() => apart(channel, raw, self, lane))
    // Each begins in a turn of its own: what the database answers for others is heard in between, and not after the last of ten.
    begun = begun.then(() => nextTurn())
    await begun
    try {
      return await channel.normalise(raw, self)
    } catch (cause) {
      throw new NormaliseFailed(say('unreadable'), { cause })
    }
  }
}

function isHeavy(bytes: Uint8Array): boolean {
  if (bytes.length > largestHereBytes) return true
  let tags = 0
  for (let at = bytes.indexOf(60); at >= 0; at = bytes.indexOf(60, at + 1)) {
    tags += 1
    if (tags > mostTagsHere) return true
  }
  return false
}
