import { useAppearance } from '../state/appearance.ts'
import { isMac } from '../ui/platform.ts'
import { commands } from './commands.ts'
import { runCommand } from './handlers.ts'
import { pressOf } from './press.ts'

const sequenceWithinMs = 1_200

/** Listens for the shortcuts of all commands until the signal aborts. */
export function listenForKeys(target: EventTarget, signal: AbortSignal): void {
  target.addEventListener('keydown', (event) => onKey(event as KeyboardEvent), { signal })
}

let first: { press: string; at: number } | null = null

/** One key press anywhere in the app, or in a mail shown in its frame. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || (event.repeat && !['j', 'k'].includes(event.key))) return
  const press = pressOf(event, isMac)
  if (press === null) return
  const sequence = first && event.timeStamp - first.at < sequenceWithinMs ? `${first.press} ${press}` : null
  first = null
  const command = commandAt(sequence) ?? commandAt(press)
  if (isTyping(event) && command?.scope !== 'anywhere') return
  if (isLayerOpen() && command?.id !== 'palette') return
  if (isSingle(press) && !useAppearance.getState().singleKeys) return
  if (!command) {
    if (commands.some(({ keys }) => keys?.startsWith(`${press} `))) first = { press, at: event.timeStamp }
    return
  }
  if (runCommand(command.id)) event.preventDefault()
}

function commandAt(presses: string | null) {
  return presses === null ? undefined : commands.find(({ keys }) => keys === presses)
}

/** A character alone, which speech input and stray typing produce: these can be switched off (WCAG 2.1.4). */
function isSingle(press: string): boolean {
  return press.replace('shift+', '').length === 1
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])')
  )
}

/** A dialog or menu has its own keys. */
function isLayerOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
}
