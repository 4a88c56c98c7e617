/** The entry for a mail the parser refuses: what little its first headers say, so that an agent can tell whose it is. */
import type { UnreadableMessage } from '@cordboard/core/message'
import { oneLine } from './clean-text.ts'
import { say } from './sentences.ts'

const longestHead = 64_000

export function unreadable(bytes: Uint8Array, rawHash: string, error: unknown): UnreadableMessage {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, longestHead)).toString('utf8')
  const address = /^from:[^\n]{0,1000}?([^\s<>@:,"]{1,64}@[^\s<>@:,"]{1,253})/im.exec(head)?.[1]
  const subject = oneLine(/^subject:([^\n]{0,2000})/im.exec(head)?.[1] ?? '', 1_000)
  const { code, values, text } = say(reasonOf(error))
  return {
    kind: 'unreadable',
    externalId: `sha256:${rawHash}`,
    reason: text,
    sentence: { code, values },
    from: address ? { key: address.toLowerCase(), address, displayName: null } : null,
    subject: subject || null,
  }
}

function reasonOf(error: unknown) {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EMAXLEN' ? 'unreadable_too_long' : 'unreadable_damaged'
}
