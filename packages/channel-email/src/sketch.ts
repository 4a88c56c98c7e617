/** What is cheaply had of mails the ledger does not have: enough for a person to know them, and to tell whether they were only moved. */
import type { Absence, MessageSketch } from '@cordboard/core/channel/inventory'
import { oneLine } from './clean-text.ts'
import { rawHashOf } from './identity.ts'
import type { Mailbox } from './mailbox.ts'

type Absent = { uid: number; absence: Absence }

const mostSketched = 100
/** Longer ones are not read for a comparison: they are only named. */
const mostHashedBytes = 1_000_000
const longestWords = 300

/** Of at most a hundred mails, those without an explanation first. */
export async function sketchesOf(mailbox: Mailbox, absent: readonly Absent[]): Promise<Map<number, MessageSketch>> {
  const unexplained = absent.filter(({ absence }) => absence === 'unexplained')
  const others = absent.filter(({ absence }) => absence !== 'unexplained')
  const chosen = [...unexplained, ...others].slice(0, mostSketched).map(({ uid }) => uid)
  const heads = await mailbox.heads(chosen)
  const sketches = new Map(
    heads.map(({ uid, receivedAt, size, envelope }): [number, MessageSketch] => {
      const sender = oneLine(envelope?.from?.[0]?.address ?? '', longestWords) || null
      const subject = oneLine(envelope?.subject ?? '', longestWords) || null
      return [uid, { receivedAt, size, sender, subject, sha256: null }]
    }),
  )
  const readable = new Set(unexplained.map(({ uid }) => uid))
  const small = heads.filter(({ uid, size }) => readable.has(uid) && (size ?? 0) <= mostHashedBytes)
  for await (const { mails } of mailbox.pages(small.map(({ uid }) => uid))) {
    for (const { uid, bytes } of mails) {
      const sketch = sketches.get(uid)
      if (sketch) sketches.set(uid, { ...sketch, sha256: rawHashOf(bytes) })
    }
  }
  return sketches
}
