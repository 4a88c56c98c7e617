/**
 * Everything the desk can be told, once: the palette, the shortcuts, the `?` sheet and the tooltips all read this list. A command's
 * words are the message `command.<id>`; what it does is said by the screen that can do it (`useCommand`).
 */
type Command = {
  id: string
  group: 'conversation' | 'move' | 'write' | 'go' | 'desk'
  /** `mod` is ⌘ on a Mac, else Ctrl. A space separates the presses of a sequence. `null`: only in the palette. */
  keys: string | null
  /** `anywhere` works while typing, too. */
  scope: 'anywhere' | 'outside_text'
}

export const commands = [
  { id: 'reply', group: 'conversation', keys: 'r', scope: 'outside_text' },
  { id: 'replyAll', group: 'conversation', keys: 'shift+r', scope: 'outside_text' },
  { id: 'note', group: 'conversation', keys: 'n', scope: 'outside_text' },
  { id: 'resolve', group: 'conversation', keys: 'e', scope: 'outside_text' },
  { id: 'reopen', group: 'conversation', keys: 'shift+e', scope: 'outside_text' },
  { id: 'snooze', group: 'conversation', keys: 'h', scope: 'outside_text' },
  { id: 'assign', group: 'conversation', keys: 'a', scope: 'outside_text' },
  { id: 'assignToMe', group: 'conversation', keys: 'i', scope: 'outside_text' },
  { id: 'markUnread', group: 'conversation', keys: 'shift+u', scope: 'outside_text' },
  { id: 'undo', group: 'conversation', keys: 'z', scope: 'outside_text' },
  { id: 'next', group: 'move', keys: 'j', scope: 'outside_text' },
  { id: 'previous', group: 'move', keys: 'k', scope: 'outside_text' },
  { id: 'focusThread', group: 'move', keys: 'o', scope: 'outside_text' },
  { id: 'back', group: 'move', keys: 'escape', scope: 'anywhere' },
  { id: 'search', group: 'move', keys: '/', scope: 'outside_text' },
  { id: 'toggleContext', group: 'move', keys: ']', scope: 'outside_text' },
  { id: 'send', group: 'write', keys: 'mod+enter', scope: 'anywhere' },
  { id: 'sendAndResolve', group: 'write', keys: 'mod+shift+enter', scope: 'anywhere' },
  { id: 'switchMode', group: 'write', keys: 'mod+shift+m', scope: 'anywhere' },
  { id: 'goMine', group: 'go', keys: 'g i', scope: 'outside_text' },
  { id: 'goUnassigned', group: 'go', keys: 'g u', scope: 'outside_text' },
  { id: 'goAll', group: 'go', keys: 'g a', scope: 'outside_text' },
  { id: 'goSnoozed', group: 'go', keys: 'g s', scope: 'outside_text' },
  { id: 'goResolved', group: 'go', keys: 'g e', scope: 'outside_text' },
  { id: 'goUnsent', group: 'go', keys: 'g n', scope: 'outside_text' },
  { id: 'goSettings', group: 'go', keys: 'g ,', scope: 'outside_text' },
  { id: 'palette', group: 'desk', keys: 'mod+k', scope: 'anywhere' },
  { id: 'shortcuts', group: 'desk', keys: '?', scope: 'outside_text' },
  { id: 'switchTheme', group: 'desk', keys: null, scope: 'anywhere' },
  { id: 'switchLanguage', group: 'desk', keys: null, scope: 'anywhere' },
  { id: 'switchSingleKeys', group: 'desk', keys: null, scope: 'anywhere' },
  { id: 'signOut', group: 'desk', keys: null, scope: 'anywhere' },
] as const satisfies readonly Command[]

export type CommandId = (typeof commands)[number]['id']

/** The keys of a command, for a tooltip; `undefined` when it has none. */
export function keysOf(id: CommandId): string | undefined {
  return commands.find((command) => command.id === id)?.keys ?? undefined
}
