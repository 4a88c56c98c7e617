/** What bytes without a trustworthy label are written in, by their shape alone. */
/** So many bytes say enough. */
const sampleBytes = 64_000

/** `null` where nothing speaks for anything but Western European letters. */
export function guessCharset(bytes: Buffer): string | null {
  const runs = runsOf(bytes.subarray(0, sampleBytes))
  if (runs.high === 0) return null
  const cyrillic = cyrillicOf(bytes, runs)
  if (cyrillic !== null) return cyrillic
  return runs.pairs >= 3 * runs.others && runs.longest >= 4 && fits('gb18030', bytes) ? 'gb18030' : null
}

/** Whether this is UTF-8 with a few wrong bytes: cut inside a character, or damaged on its way. */
export function mostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8', 0, sampleBytes)
  let wrong = 0
  let right = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd) wrong++
    else if (code >= 0x80) right++
  }
  return right > 0 && wrong <= 1 + right / 8
}

type Runs = {
  high: number
  /** Two high bytes, as Chinese characters come; and high bytes that stand without a second one. */
  pairs: number
  others: number
  longest: number
  odd: number
  count: number
}

/** Accented Latin letters stand alone, Chinese bytes come in pairs, Cyrillic letters in words of any length. */
function runsOf(bytes: Buffer): Runs {
  const runs: Runs = { high: 0, pairs: 0, others: 0, longest: 0, odd: 0, count: 0 }
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue
    const start = at
    while ((bytes[at + 1] ?? 0) >= 0x80) at++
    const length = at + 1 - start
    runs.high += length
    runs.count++
    runs.pairs += length >> 1
    runs.others += length & 1
    runs.odd += length & 1
    runs.longest = Math.max(runs.longest, length)
  }
  return runs
}

/** Words of high letters, of even and odd length: Russian without a label is written in one of two character sets. */
function cyrillicOf(bytes: Buffer, { high, count, odd }: Runs): string | null {
  if (high / count < 3 || count < 2 || odd * 4 < count) return null
  let upper = 0
  let lower = 0
  for (const byte of bytes.subarray(0, sampleBytes)) {
    if (byte >= 0xe0) upper++
    else if (byte >= 0xc0) lower++
  }
  if (upper + lower < high * 0.9 || fits('gb18030', bytes)) return null
  // Small letters are the many: they lie high in one and low in the other.
  return upper > lower ? 'windows-1251' : 'koi8-r'
}

function fits(charset: string, bytes: Buffer): boolean {
  try {
    // A sample may end inside a character.
    new TextDecoder(charset, { fatal: true }).decode(bytes.subarray(0, sampleBytes), { stream: true })
    return true
  } catch {
    return false
  }
}
