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
   * when the disk is full, `maxBytes` are exceeded, or the store does not answer.
   */
  put(source: BlobSource, options?: { maxBytes?: number; signal?: AbortSignal }): Promise<StoredBlob>
  /** Throws `BlobMissing`, or `BlobRefused` when the store does not answer. May be called for the same blob more than once. */
  open(hash: string): Promise<ReadableStream<Uint8Array>>
}

/** `away`: says nothing about the file, only about the moment. */
export type BlobRefusal = 'disk_full' | 'too_large' | 'away'

export class BlobRefused extends Error {
  override readonly name = 'BlobRefused'
  readonly reason: BlobRefusal

  /** `message` is one sentence a person can act on. */
  constructor(reason: BlobRefusal, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.reason = reason
  }
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
}
