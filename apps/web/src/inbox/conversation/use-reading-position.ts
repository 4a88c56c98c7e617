import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** What stays where it is while the content around it grows: the end, or the top edge of a message (pixels below the pane's top). */
type Anchor = { at: 'end' } | { at: 'message'; id: string; offset: number }

type Shown = { id: string; isOwn: boolean }

const nearEndPx = 24
const topMarginPx = 12

export type ReadingPosition = {
  /** Messages that arrived below what is read. */
  unseen: number
  toEnd: () => void
  /** For the pane's `onScroll`. */
  onScroll: () => void
}

/**
 * Holds the reader's place. It opens at the first unread message, or the last; frames that load, older messages that come in above and
 * new ones below never move what is being read. Only one's own message brings the end into view.
 */
export function useReadingPosition(
  pane: RefObject<HTMLElement | null>,
  shown: readonly Shown[],
  startId: string | undefined,
): ReadingPosition {
  const anchor = useRef<Anchor | null>(null)
  const movedByHand = useRef(false)
  const lastShown = useRef<string | undefined>(undefined)
  const [unseen, setUnseen] = useState(0)

  const restore = useCallback(() => {
    const box = pane.current
    if (!box || !anchor.current) return
    if (anchor.current.at === 'end') {
      box.scrollTop = box.scrollHeight
      return
    }
    const message = box.querySelector(`[data-message="${anchor.current.id}"]`)
    if (message) box.scrollTop += topOf(message, box) - anchor.current.offset
  }, [pane])

  const onScroll = useCallback(() => {
    const box = pane.current
    if (!box || !movedByHand.current) return
    anchor.current = isAtEnd(box) ? { at: 'end' } : anchorIn(box)
    if (isAtEnd(box)) setUnseen(0)
  }, [pane])

  const toEnd = useCallback(() => {
    anchor.current = { at: 'end' }
    setUnseen(0)
    restore()
  }, [restore])

  useLayoutEffect(() => {
    const box = pane.current
    const last = shown.at(-1)
    if (!box || !last) return
    if (!anchor.current) {
      anchor.current = { at: 'message', id: startId ?? last.id, offset: topMarginPx }
    } else if (last.id !== lastShown.current) {
      const arrived = shown.slice(shown.findIndex(({ id }) => id === lastShown.current) + 1)
      if (arrived.some(({ isOwn }) => isOwn)) anchor.current = { at: 'end' }
      else {
        anchor.current = anchorIn(box)
        if (!isAtEnd(box)) setUnseen((count) => count + arrived.length)
      }
    }
    lastShown.current = last.id
    restore()
  }, [pane, shown, startId, restore])

  useEffect(() => {
    const box = pane.current
    if (!box) return
    const observer = new ResizeObserver(restore)
    observer.observe(box)
    if (box.firstElementChild) observer.observe(box.firstElementChild)
    const byHand = () => (movedByHand.current = true)
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
      box.addEventListener(type, byHand, { passive: true })
    return () => {
      observer.disconnect()
      for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) box.removeEventListener(type, byHand)
    }
  }, [pane, restore])

  return { unseen, toEnd, onScroll }
}

function topOf(element: Element, box: Element): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top
}

function isAtEnd(box: Element): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx
}

/** The first message that can be seen. */
function anchorIn(box: Element): Anchor {
  for (const message of box.querySelectorAll<HTMLElement>('[data-message]')) {
    const top = topOf(message, box)
    if (top + message.offsetHeight > 0) return { at: 'message', id: message.dataset['message'] ?? '', offset: top }
  }
  return { at: 'end' }
}
