/**
 * V8 lets some 64 MB of bytes nobody uses any more pile up before it looks for them: several times a large message, which goes through a
 * handful of buffers from the socket to the ledger. Whoever has just let go of one has the young ones collected, in a millisecond or two.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Smaller ones are not worth a look. */
const worthBytes = 1_000_000

let collect: ((options: { type: 'minor' }) => void) | null = null

export function giveBackMemory(bytesLetGo: number): void {
  if (bytesLetGo < worthBytes) return
  collect ??= collector()
  collect({ type: 'minor' })
}

/** Only a context made while the flag is set has the function; the flag is taken back, so that nobody else finds it. */
function collector(): (options: { type: 'minor' }) => void {
  setFlagsFromString('--expose-gc')
  try {
    return runInNewContext('gc') as (options: { type: 'minor' }) => void
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}
