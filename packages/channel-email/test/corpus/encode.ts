/** Texts as bytes of a character set, those that no library writes made from one that it does. */
import iconv from 'iconv-lite'

export function encode(charset: string, text: string): Buffer {
  if (charset === 'iso-2022-jp') return lowered(iconv.encode(text, 'euc-jp'), '\x1b$B', '\x1b(B')
  if (charset === 'iso-2022-kr')
    return Buffer.concat([Buffer.from('\x1b$)C'), lowered(iconv.encode(text, 'euc-kr'), '\x0e', '\x0f')])
  if (charset === 'hz-gb-2312') return lowered(iconv.encode(text, 'gb2312'), '~{', '~}')
  return iconv.encode(text, charset)
}

/** Runs of high bytes without their high bit, between two marks. */
function lowered(bytes: Buffer, open: string, close: string): Buffer {
  const out: number[] = []
  let high = false
  for (const byte of bytes) {
    if (byte >= 0x80 !== high) out.push(...Buffer.from(high ? close : open))
    high = byte >= 0x80
    out.push(byte & 0x7f)
  }
  if (high) out.push(...Buffer.from(close))
  return Buffer.from(out)
}
