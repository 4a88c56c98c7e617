import { Dialog } from '@base-ui/react/dialog'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useT } from '../i18n/translate.ts'
import { Keys } from '../ui/Keys.tsx'
import { commands, type CommandId } from './commands.ts'
import { canRun, runCommand } from './handlers.ts'
import { matchScore } from './match.ts'

/** Every command that can be run now, by a few letters of its name. Shows each one's key, so that it teaches them. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT()
  const id = useId()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const [leftBehind] = useState(() => document.activeElement)

  const found = useMemo(() => {
    const runnable = commands.filter((command) => command.id !== 'palette' && canRun(command.id))
    return runnable
      .map((command) => ({ ...command, title: t(`command.${command.id}`) }))
      .map((command) => ({ ...command, score: matchScore(query, `${command.title} ${command.id}`) }))
      .filter((command) => command.score > 0)
      .sort((one, other) => other.score - one.score)
  }, [query, t])

  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active])

  function choose(command: CommandId | undefined): void {
    if (!command) return
    onClose()
    // After the dialog has given the focus back, so that a command may put it elsewhere.
    setTimeout(() => runCommand(command))
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setActive((active + step + found.length) % Math.max(1, found.length))
    }
    if (event.key === 'Enter') choose(found[active]?.id)
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="appear fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={t('command.palette')}
          finalFocus={() => (leftBehind instanceof HTMLElement ? leftBehind : true)}
          className="appear fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border bg-bg shadow-float"
        >
          <input
            // In the commit itself: a frame later, the letters of who types on would land in the composer behind.
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={found[active] ? `${id}-${found[active].id}` : undefined}
            aria-label={t('palette.placeholder')}
            placeholder={t('palette.placeholder')}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setActive(0)
            }}
            onKeyDown={onKeyDown}
            className="h-12 shrink-0 border-b bg-transparent px-4 text-lg outline-none"
          />
          <ul
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={t('command.palette')}
            className="min-h-0 overflow-y-auto p-1.5"
          >
            {found.map((command, index) => (
              <li
                key={command.id}
                id={`${id}-${command.id}`}
                role="option"
                aria-selected={index === active}
                onPointerMove={() => setActive(index)}
                onClick={() => choose(command.id)}
                className="flex h-9 cursor-pointer items-center justify-between gap-4 rounded-md px-2.5 aria-selected:bg-selected pointer-coarse:h-11"
              >
                {command.title}
                {command.keys && <Keys keys={command.keys} />}
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="px-4 pb-4 text-sm text-fg-muted">{t('palette.nothing')}</p>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
