import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

export type MenuItem = {
  id: string
  label: string
  icon?: ReactNode
  /** Small words at the end of the line: a time, a key. */
  hint?: ReactNode
  checked?: boolean
  tone?: 'danger'
  onSelect: () => void
}

type MenuPopupProps = {
  label: string
  groups: readonly (readonly MenuItem[])[]
  anchor: Element | null
  onClose: () => void
}

/** The popup of a menu; open as long as it is rendered. Loaded when the first menu opens. */
export function MenuPopup({ label, groups, anchor, onClose }: MenuPopupProps) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal container={anchor?.closest<HTMLElement>('main, nav')}>
        <Base.Positioner anchor={anchor} sideOffset={4} align="start" collisionPadding={8} className="z-50">
          <Base.Popup
            aria-label={label}
            finalFocus={() => (anchor instanceof HTMLElement ? anchor : true)}
            className="appear max-h-(--available-height) min-w-52 overflow-y-auto rounded-lg border bg-bg p-1 shadow-float outline-none"
          >
            {groups.map((group, index) => (
              <Base.Group key={group[0]?.id ?? index} className={index > 0 ? 'mt-1 border-t pt-1' : ''}>
                {group.map((item) => (
                  <Base.Item
                    key={item.id}
                    onClick={item.onSelect}
                    className={`flex h-8 items-center gap-2 rounded-md px-2 text-base outline-none select-none data-highlighted:bg-selected pointer-coarse:h-11 ${item.tone === 'danger' ? 'text-danger' : ''}`}
                  >
                    {item.icon}
                    <span className="min-w-0 flex-1 truncate">{item.label}</span>
                    {item.hint && <span className="text-xs text-fg-faint tabular-nums">{item.hint}</span>}
                    {item.checked && <Check size={16} aria-hidden="true" className="text-accent-text" />}
                  </Base.Item>
                ))}
              </Base.Group>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
