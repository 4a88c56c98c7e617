/** Reads the folders of a connection test and waits for its probe to arrive in one of them. */
import { ChannelError } from '@cordboard/core/channel/error'
import { setTimeout as delay } from 'node:timers/promises'
import { toChannelError } from './errors.ts'
import type { ImapLink } from './imap-client.ts'
import { probeHeader } from './probe.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'
import type { StepResult } from './verify-steps.ts'

const patienceMs = 20_000
const betweenLooksMs = 400
const mostNamed = 8

/** Resolves to the folders' paths; throws when one of those set does not exist. */
export async function readFolders(
  { client }: ImapLink,
  { folders }: EmailSettings,
): Promise<StepResult<readonly string[]>> {
  const existing = (await client.list()).map(({ path }) => path)
  const missing = folders.find((folder) => !existing.some((path) => sameFolder(path, folder)))
  if (missing !== undefined) {
    const there = existing.slice(0, mostNamed).map((path) => `“${path}”`)
    const named = `${there.join(', ')}${existing.length > mostNamed ? ', …' : ''}`
    throw new ChannelError('permanent', say('found_other_folders', { folder: missing, folders: named }))
  }
  const counts: string[] = []
  for (const folder of folders) {
    const status = await client.status(folder, { messages: true })
    const messages = status ? (status.messages ?? 0) : 0
    counts.push(`${folder} (${messages})`)
  }
  return { found: say('found_folders', { folders: counts.join(', ') }), value: folders }
}

/** Rejects when the probe has not arrived within 20 s: the mail may still come, but the admin is waiting. */
export async function awaitProbe(
  { link, folders, token }: { link: ImapLink; folders: readonly string[]; token: string },
  settings: EmailSettings,
  signal: AbortSignal,
): Promise<StepResult<null>> {
  const startedAt = performance.now()
  const watched = [...new Set(['INBOX', ...folders])]
  while (performance.now() - startedAt < patienceMs) {
    for (const folder of watched) {
      if (await holdsProbe(link, folder, token, settings, signal)) {
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
        return { found: say('found_arrived', { folder, seconds }), value: null }
      }
    }
    await delay(betweenLooksMs, undefined, { signal })
  }
  const seconds = patienceMs / 1000
  throw new ChannelError('transient', say('found_not_arrived', { folders: watched.join(', '), seconds }))
}

async function holdsProbe(
  link: ImapLink,
  folder: string,
  token: string,
  settings: EmailSettings,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await link.client.mailboxOpen(folder, { readOnly: true })
    await link.client.noop()
    const found = await link.client.search({ header: { [probeHeader]: token } }, { uid: true })
    return found ? found.length > 0 : false
  } catch (error) {
    signal.throwIfAborted()
    throw toChannelError(link.lostTo() ?? error, 'imap', settings)
  }
}

/** INBOX is the one name whose case does not matter (RFC 3501 §5.1). */
function sameFolder(path: string, wanted: string): boolean {
  return path === wanted || (path.toUpperCase() === 'INBOX' && wanted.toUpperCase() === 'INBOX')
}
