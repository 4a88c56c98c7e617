/**
 * The keyed tokens in the ids of our replies: whoever shows one has seen something we sent from that account. A token is a random
 * name and a code over it, so that a guessed, cut or foreign one is known without a look into the database.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { tokenPrefix } from '@cordboard/core/reply-token'

/** `message` stands in a reply's message id, `report` only where the servers on the way see it. Neither counts as the other. */
export type TokenKind = 'message' | 'report'

export interface ReplyTokens {
  /** 38 characters: lower-case letters, digits, a dash, a dot. The code has 96 bits. */
  mint(kind: TokenKind, accountId: string): string
  /** Whether this desk minted it for this account, in constant time. Mail servers may have changed its case. */
  holds(token: string, kind: TokenKind, accountId: string): boolean
}

/** How a report id is kept among the ids that lead to a message: no header a customer writes leads there. */
export function reportKey(reportId: string): string {
  return `report:${reportId.toLowerCase()}`
}

const nameBytes = 8
const codeBytes = 12
/** Digits of base 36: mail servers may change the case of letters. */
const nameLength = 13
const codeLength = 19
const shape = new RegExp(`^${tokenPrefix}([0-9a-z]{${nameLength}})\\.([0-9a-z]{${codeLength}})$`)

/** `secretKey`: the desk's 32 bytes; the key used here is derived from it. */
export function openReplyTokens(secretKey: Buffer): ReplyTokens {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'cordboard reply tokens', 32))
  const codeOf = (name: string, kind: TokenKind, accountId: string) =>
    digits(createHmac('sha256', key).update(`${kind}:${accountId}:${name}`).digest().subarray(0, codeBytes), codeLength)
  return {
    mint(kind, accountId) {
      const name = digits(randomBytes(nameBytes), nameLength)
      return `${tokenPrefix}${name}.${codeOf(name, kind, accountId)}`
    },
    holds(token, kind, accountId) {
      const [, name, code] = shape.exec(token.toLowerCase()) ?? []
      if (name === undefined || code === undefined) return false
      return timingSafeEqual(Buffer.from(code), Buffer.from(codeOf(name, kind, accountId)))
    },
  }
}

function digits(bytes: Buffer, length: number): string {
  return BigInt(`0x${bytes.toString('hex')}`)
    .toString(36)
    .padStart(length, '0')
}
