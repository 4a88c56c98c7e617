import { useCallback } from 'react'
import { useCommand } from '../../commands/handlers.ts'
import type { Draft } from '../../state/drafts.ts'
import type { ChangeDraft } from './use-draft.ts'
import type { Recipients } from './use-recipients.ts'
import { focusOn } from '../use-inbox-commands.ts'

type ComposerInput = {
  mode: Draft['mode']
  change: ChangeDraft
  send: (options?: { andResolve?: boolean }) => void
  people: Recipients | null
}

/** The commands that write. Returns how the mode is switched: the text stays, and the cursor goes into it. */
export function useComposerCommands({ mode, change, send, people }: ComposerInput): (mode: Draft['mode']) => void {
  const setMode = useCallback(
    (next: Draft['mode']) => {
      change({ mode: next })
      focusOn('composer')
    },
    [change],
  )
  useCommand(
    'reply',
    useCallback(() => setMode('reply'), [setMode]),
  )
  useCommand(
    'note',
    useCallback(() => setMode('note'), [setMode]),
  )
  useCommand('replyAll', people && (() => (setMode('reply'), people.replyToAll())))
  useCommand('switchMode', () => setMode(mode === 'note' ? 'reply' : 'note'))
  useCommand('send', () => isWriting() && send())
  useCommand('sendAndResolve', () => isWriting() && send({ andResolve: true }))
  return setMode
}

/** A draft goes out by a key only from under the cursor. */
function isWriting(): boolean {
  return document.activeElement?.closest('[data-pane="composer"]') !== null
}
