import type { Message } from '@cordboard/api-contract/messages'
import { i18n } from '@lingui/core'
import { api } from '../api/client.ts'
import { errorSentence, hasCode, isPassing } from '../api/error.ts'
import { patchMessage } from '../live/patch.ts'
import { showToast } from '../ui/toast-store.ts'
import { changeEntry, loadOutbox, removeEntry, useOutbox, type OutboxEntry } from './outbox.ts'

const t = i18n._.bind(i18n)
const firstRetryMs = 1_000
const longestRetryMs = 30_000

let wake: () => void = () => undefined

/** Hands over what waits, oldest first, until the signal aborts. One tab at a time does. */
export function startOutbox(agentId: string, signal: AbortSignal): void {
  loadOutbox(agentId)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false

  async function run(): Promise<void> {
    if (busy || signal.aborted) return
    busy = true
    clearTimeout(timer)
    try {
      for (let entry = nextEntry(); entry; entry = nextEntry()) {
        const outcome = await handOver(entry)
        if (outcome === 'later') {
          timer = setTimeout(() => void run(), Math.min(longestRetryMs, firstRetryMs * 2 ** failures++))
          return
        }
        failures = 0
      }
    } finally {
      busy = false
    }
  }

  wake = () => void run()
  addEventListener('online', wake, { signal })
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  wake()
}

/** Call after something was added or released. */
export function wakeOutbox(): void {
  wake()
}

/** The oldest that waits. A refused or held one does not stop those of other conversations. */
function nextEntry(): OutboxEntry | undefined {
  return useOutbox.getState().entries.find((entry) => entry.state === 'waiting')
}

async function handOver(entry: OutboxEntry): Promise<'done' | 'later'> {
  changeEntry(entry.clientId, { state: 'sending' })
  try {
    patchMessage(await send(entry))
    removeEntry(entry.clientId)
    return 'done'
  } catch (error) {
    if (isPassing(error) || hasStatus(error, 401)) {
      changeEntry(entry.clientId, { state: 'waiting' })
      return 'later'
    }
    const isHeld = hasCode(error, 'newer_messages')
    const reason = isHeld ? null : errorSentence(error, t)
    changeEntry(entry.clientId, { state: isHeld ? 'held' : 'refused', reason })
    tellElsewhere(entry, isHeld ? t('outbox.held') : t('outbox.refused', { reason }))
    return 'done'
  }
}

/** Whoever has gone on to another conversation meanwhile is told; on its own page the entry speaks for itself. */
function tellElsewhere({ conversationId }: OutboxEntry, words: string): void {
  const address = `/c/${conversationId}`
  if (location.pathname === address) return
  // The router follows the browser's history.
  showToast({
    text: words,
    tone: 'danger',
    action: { label: t('action.open'), run: () => history.pushState({}, '', address) },
  })
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && 'status' in error && error.status === status
}

function send({
  conversationId: id,
  clientId,
  text,
  mode,
  attachments,
  cc,
  bcc,
  signature,
  replyTo,
  way,
  lastSeenMessageId,
}: OutboxEntry): Promise<Message> {
  const files = attachments.map((file) => file.id)
  if (mode === 'note') return api.messages.note({ id, clientId, text, attachments: files })
  return api.messages.reply({
    id,
    clientId,
    text,
    attachments: files,
    cc,
    bcc,
    signature,
    ...(replyTo !== null && { replyTo }),
    ...(way !== null && { way }),
    ...(lastSeenMessageId !== null && { lastSeenMessageId }),
  })
}
