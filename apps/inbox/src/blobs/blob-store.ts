/** Files by what is in them: a blob's name is the SHA-256 of its bytes, so the same file is stored once and never changes. */
export type StoredBlob = {
  /** Lower-case hex SHA-256. */
  hash: string
  /** Bytes. */
  size: number
}

export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>

export interface BlobStore {
  /**
   * Durable when it resolves; rejected or killed before that, nothing is left half-written under the blob's name. Throws `BlobRefused`
   * when the disk is full or `maxBytes` are exceeded.
   */
  put(source: BlobSource, options?: { maxBytes?: number; signal?: AbortSignal }): Promise<StoredBlob>
  /** Throws `BlobMissing`. May be called for the same blob more than once. */
  open(hash: string): Promise<ReadableStream<Uint8Array>>
}

export class BlobRefused extends Error {
  override readonly name = 'BlobRefused'
  readonly reason: 'disk_full' | 'too_large'

  /** `message` is one sentence a person can act on. */
  constructor(reason: 'disk_full' | 'too_large', message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.reason = reason
  }
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}
