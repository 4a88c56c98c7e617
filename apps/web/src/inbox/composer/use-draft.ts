import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../../api/client.ts'
import { emptyDraft, keepDraft, loadDraft, type Draft } from '../../state/drafts.ts'
import { useMe } from '../../state/me.ts'

export type ChangeDraft = (changes: Partial<Draft> | ((now: Draft) => Partial<Draft>)) => void

const keepHereAfterMs = 400
const tellServerAfterMs = 2_000

/**
 * What is being written in one conversation. Kept in this browser 400 ms after the last key and when the page goes away, told to the
 * server after 2 s; a newer draft of the agent's other browser comes in as long as nothing has been typed here.
 */
export function useDraft(conversationId: string): {
  draft: Draft
  change: ChangeDraft
  clear: () => void
} {
  const me = useMe()
  const [draft, setDraft] = useState<Draft>(() => loadDraft(me.id, conversationId) ?? emptyDraft())
  const latest = useRef(draft)
  const unkept = useRef(false)
  const touched = useRef(false)
  const timers = useRef<{ here?: ReturnType<typeof setTimeout>; server?: ReturnType<typeof setTimeout> }>({})

  const keepHere = useCallback(() => {
    if (!unkept.current) return
    unkept.current = false
    keepDraft(me.id, conversationId, latest.current)
  }, [me.id, conversationId])

  const tellServer = useCallback(() => {
    clearTimeout(timers.current.server)
    delete timers.current.server
    const { attachments, savedAt: _, way: _way, ...written } = latest.current
    // Lost with the connection, it is told again after the next key; this browser has it meanwhile.
    api.conversations
      .saveDraft({ id: conversationId, ...written, attachmentIds: attachments.map(({ id }) => id) })
      .catch(() => undefined)
  }, [conversationId])

  const change = useCallback(
    (changes: Parameters<ChangeDraft>[0]) => {
      touched.current = true
      unkept.current = true
      latest.current = {
        ...latest.current,
        ...(typeof changes === 'function' ? changes(latest.current) : changes),
        savedAt: Date.now(),
      }
      setDraft(latest.current)
      clearTimeout(timers.current.here)
      clearTimeout(timers.current.server)
      timers.current = {
        here: setTimeout(keepHere, keepHereAfterMs),
        server: setTimeout(tellServer, tellServerAfterMs),
      }
    },
    [keepHere, tellServer],
  )

  const clear = useCallback(() => {
    change({ text: '', attachments: [], cc: null, bcc: null, signed: true, way: null })
    keepHere()
    tellServer()
  }, [change, keepHere, tellServer])

  useEffect(() => {
    addEventListener('pagehide', keepHere)
    return () => {
      removeEventListener('pagehide', keepHere)
      clearTimeout(timers.current.here)
      keepHere()
      if (timers.current.server !== undefined) tellServer()
    }
  }, [keepHere, tellServer])

  useEffect(() => {
    const asking = new AbortController()
    api.conversations.getDraft({ id: conversationId }, { signal: asking.signal }).then(
      (stored) => {
        if (!stored || touched.current || Date.parse(stored.updatedAt) <= latest.current.savedAt) return
        const known = new Map(latest.current.attachments.map((file) => [file.id, file]))
        const attachments = stored.attachmentIds.flatMap((id) => known.get(id) ?? [])
        const { attachmentIds: _, updatedAt, ...written } = stored
        latest.current = { ...written, attachments, way: latest.current.way, savedAt: Date.parse(updatedAt) }
        setDraft(latest.current)
      },
      () => undefined,
    )
    return () => asking.abort()
  }, [conversationId])

  return { draft, change, clear }
}
