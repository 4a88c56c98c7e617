/** Text records of the DNS, for channels that ask a sender's domain: remembered, bounded in time, and not asked while nobody answers. */
import { Resolver } from 'node:dns/promises'

export type LookupTxt = (name: string) => Promise<string[][]>

const answerTimeoutMs = 1_500
const keepMs = 10 * 60_000
/** A domain that publishes its key in a moment is asked again soon. */
const keepFailureMs = 60_000
const mostKept = 5_000
/** So many unanswered questions in a row, and nobody is asked for a while: a backlog must not wait at every mail. */
const mostSilent = 3
const silenceMs = 30_000

type Kept = { answer: Promise<string[][]>; until: number }

/** `servers`: `address:port` each; left out, those of the machine. Rejects within 1.5 s where there is no answer. */
export function openTxtRecords(servers?: readonly string[]): LookupTxt {
  const resolver = new Resolver({ timeout: answerTimeoutMs, tries: 1 })
  if (servers) resolver.setServers(servers)
  const kept = new Map<string, Kept>()
  let silent = 0
  let askAgainAt = 0

  async function ask(name: string, entry: { until: number }): Promise<string[][]> {
    if (Date.now() < askAgainAt) throw new NotAsked(name)
    try {
      const records = await within(resolver.resolveTxt(name), answerTimeoutMs)
      silent = 0
      return records
    } catch (error) {
      entry.until = Date.now() + keepFailureMs
      const answered = ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')
      silent = answered ? 0 : silent + 1
      if (silent >= mostSilent) askAgainAt = Date.now() + silenceMs
      throw error
    }
  }

  return (name) => {
    const key = name.toLowerCase()
    const known = kept.get(key)
    if (known && known.until > Date.now()) return known.answer
    const entry: Kept = { until: Date.now() + keepMs, answer: Promise.resolve([]) }
    entry.answer = ask(key, entry)
    entry.answer.catch(() => undefined)
    kept.delete(key)
    kept.set(key, entry)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return entry.answer
  }
}

class NotAsked extends Error {
  override readonly name = 'NotAsked'
  readonly code = 'ETIMEOUT'
}

async function within<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new NotAsked('No answer in time.')), limitMs)
  try {
    return await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
  }
}
