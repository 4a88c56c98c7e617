import { lazy, Suspense, useRef, useState, type ReactElement, type Ref } from 'react'
import type { MenuItem } from './MenuPopup.tsx'

const loadPopup = () => import('./MenuPopup.tsx')
const MenuPopup = lazy(async () => ({ default: (await loadPopup()).MenuPopup }))

/** Fetches what menus need, so that the first one opens at once. */
export function preloadMenus(): void {
  void loadPopup()
}

export type TriggerProps = {
  ref: Ref<HTMLButtonElement>
  'aria-haspopup': 'menu'
  'aria-expanded': boolean
  onClick: () => void
}

type MenuProps = {
  label: string
  groups: () => readonly (readonly MenuItem[])[]
  renderTrigger: (props: TriggerProps) => ReactElement
  /** Opened from elsewhere (a key, the palette). */
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A button that opens a menu. Its popup's code is loaded on first use. */
export function Menu({ label, groups, renderTrigger, open: openedFromOutside, onOpenChange }: MenuProps) {
  const [openedHere, setOpenedHere] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const open = openedFromOutside ?? openedHere
  const setOpen = onOpenChange ?? setOpenedHere
  return (
    <>
      {renderTrigger({ ref: anchor, 'aria-haspopup': 'menu', 'aria-expanded': open, onClick: () => setOpen(!open) })}
      {open && (
        <Suspense>
          <MenuPopup label={label} groups={groups()} anchor={anchor.current} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
