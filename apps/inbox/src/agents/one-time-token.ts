import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, fit for a URL; shown once. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored in a token's place. A plain hash suffices: nothing with 256 random bits can be guessed from it. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
