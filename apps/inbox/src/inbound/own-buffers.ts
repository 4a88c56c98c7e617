/** The memory of those bytes that can change hands between threads instead of being copied: nothing else lies in it. */
export function ownBuffers(bytes: readonly Uint8Array[]): ArrayBuffer[] {
  const buffers = bytes.filter((one) => one.byteLength === one.buffer.byteLength).map(({ buffer }) => buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}
