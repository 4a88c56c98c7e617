/**
 * Secrets at rest: AES-256-GCM under a key of their own each, which lies beside them sealed under the desk's key. The row's name is
 * associated data, so a sealed value copied to another row does not open.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Sentence } from '@cordboard/core/sentence'
import { say } from './sentences.ts'

export interface Secrets {
  /** `row` names the row the value belongs to, such as `channel_accounts:7`. */
  seal(plain: string, row: string): Buffer
  /** Throws `SealBroken` when the value was sealed with another key, for another row, or changed. */
  open(sealed: Buffer, row: string): string
}

export class SealBroken extends Error {
  override readonly name = 'SealBroken'
  readonly sentence: Sentence

  constructor(sentence: Sentence, options: { cause?: unknown } = {}) {
    super(sentence.text, options)
    this.sentence = sentence
  }
}

const version = 1
const keyIdBytes = 8
const nonceBytes = 12
const tagBytes = 16
const dataKeyBytes = 32
const wrappedBytes = nonceBytes + dataKeyBytes + tagBytes
const headerBytes = 1 + keyIdBytes

/** `key`: 32 bytes. */
export function openSecrets(key: Buffer): Secrets {
  const keyId = createHash('sha256').update(key).digest().subarray(0, keyIdBytes)
  return {
    seal(plain, row) {
      const dataKey = randomBytes(dataKeyBytes)
      const header = Buffer.concat([Buffer.from([version]), keyId])
      return Buffer.concat([header, encrypt(dataKey, key, row), encrypt(Buffer.from(plain), dataKey, row)])
    },
    open(sealed, row) {
      if (sealed[0] !== version || !sealed.subarray(1, headerBytes).equals(keyId)) {
        throw new SealBroken(say('sealed_with_other_key', { row }))
      }
      const dataKey = decrypt(sealed.subarray(headerBytes, headerBytes + wrappedBytes), key, row)
      return decrypt(sealed.subarray(headerBytes + wrappedBytes), dataKey, row).toString()
    },
  }
}

function encrypt(plain: Buffer, key: Buffer, row: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(row))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(sealed: Buffer, key: Buffer, row: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(row)).setAuthTag(sealed.subarray(-tagBytes))
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch (cause) {
    throw new SealBroken(say('seal_changed', { row }), { cause })
  }
}
