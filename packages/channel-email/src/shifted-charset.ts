/** Seven-bit ways of writing East Asian text that no library here knows: their bytes, raised, are a common character set. */
const escape = 0x1b
const shiftOut = 0x0e
const shiftIn = 0x0f
const tilde = 0x7e
const lineFeed = 0x0a

/** Whether the name is one of them: HZ (RFC 1843), ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922, its simplified half). */
export function shifts(charset: string): boolean {
  return /^(hz|hz-gb-?2312|iso-?2022-?(kr|cn)|csiso2022kr)$/i.test(charset)
}

/** The same text in eight bits, and what that is called. */
export function raised(bytes: Buffer, charset: string): { bytes: Buffer; charset: string } {
  if (/^hz/i.test(charset)) return { bytes: raisedHz(bytes), charset: 'gb18030' }
  return { bytes: raisedIso(bytes), charset: /kr$/i.test(charset) ? 'euc-kr' : 'gb18030' }
}

function raisedHz(bytes: Buffer): Buffer {
  const high = Buffer.alloc(bytes.length)
  let length = 0
  let raising = false
  for (let at = 0; at < bytes.length; at++) {
    const [byte = 0, next = 0] = [bytes[at], bytes[at + 1]]
    if (byte === tilde && (next === 0x7b || next === 0x7d)) {
      raising = next === 0x7b
      at++
    } else if (byte === tilde && !raising && next === tilde) {
      high[length++] = tilde
      at++
    } else if (byte === tilde && !raising && next === lineFeed) {
      at++
    } else {
      if (byte === lineFeed) raising = false
      high[length++] = raising && byte > 0x20 ? byte | 0x80 : byte
    }
  }
  return high.subarray(0, length)
}

function raisedIso(bytes: Buffer): Buffer {
  const high = Buffer.alloc(bytes.length)
  let length = 0
  let raising = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    // `ESC $ ) x` only announces what SO will mean.
    if (byte === escape && bytes[at + 1] === 0x24) at += 3
    else if (byte === shiftOut || byte === shiftIn) raising = byte === shiftOut
    else {
      if (byte === lineFeed) raising = false
      high[length++] = raising && byte > 0x20 ? byte | 0x80 : byte
    }
  }
  return high.subarray(0, length)
}
