import { isMac } from './platform.ts'

const names: Record<string, string> = isMac
  ? { mod: '⌘', shift: '⇧', enter: '↵', escape: 'Esc', arrowup: '↑', arrowdown: '↓' }
  : { mod: 'Ctrl', shift: 'Shift', enter: 'Enter', escape: 'Esc', arrowup: '↑', arrowdown: '↓' }

/** A key combination as the keyboard in use names it: `mod+enter`, `shift+e`, or a sequence `g i`. */
export function keyNames(keys: string): string[] {
  return keys.split(' ').map((press) => {
    const parts = press.split('+').map((part) => names[part] ?? part.toUpperCase())
    return parts.join(isMac ? '' : '+')
  })
}

/** Shows a key combination. Decoration: the same is said by `aria-keyshortcuts` where it acts. */
export function Keys({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  const look = inverted ? 'border-bg/40' : 'border-line bg-subtle text-fg-muted'
  return (
    <span aria-hidden="true" className="inline-flex shrink-0 gap-0.5">
      {keyNames(keys).map((name) => (
        <kbd key={name} className={`min-w-4 rounded-sm border px-1 text-center font-sans text-xs leading-4 ${look}`}>
          {name}
        </kbd>
      ))}
    </span>
  )
}
