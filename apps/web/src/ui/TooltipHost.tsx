import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Keys } from './Keys.tsx'

type Shown = { text: string; keys: string | undefined; target: DOMRect }

const showAfterMs = 450

/**
 * The one tooltip of the page, for any element marked by `tip`. One listener instead of a component around every button: rows
 * stay light, and the 30 kB of a positioning library stay out of the first load.
 */
export function TooltipHost() {
  const [shown, setShown] = useState<Shown | null>(null)
  const bubble = useRef<HTMLDivElement>(null)

  useEffect(() => watchTips(setShown), [])

  useLayoutEffect(() => {
    const box = bubble.current
    if (!box || !shown) return
    const { width, height } = box.getBoundingClientRect()
    const left = Math.min(Math.max(8, shown.target.left + shown.target.width / 2 - width / 2), innerWidth - width - 8)
    const below = shown.target.bottom + 6
    box.style.left = `${left}px`
    box.style.top = `${below + height > innerHeight - 8 ? shown.target.top - height - 6 : below}px`
  }, [shown])

  if (!shown) return null
  return (
    <div
      ref={bubble}
      aria-hidden="true"
      className="pointer-events-none fixed z-50 flex max-w-80 items-center gap-2 rounded-md bg-fg px-2 py-1 text-xs text-bg shadow-float"
    >
      {shown.text}
      {shown.keys && <Keys keys={shown.keys} inverted />}
    </div>
  )
}

function watchTips(show: (shown: Shown | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let current: Element | null = null
  const listeners = new AbortController()
  const { signal } = listeners

  function leave(): void {
    clearTimeout(timer)
    current = null
    show(null)
  }
  function enter(event: Event, waitMs: number): void {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null
    if (target === current) return
    leave()
    if (!target) return
    current = target
    timer = setTimeout(() => {
      if (target.isConnected)
        show({
          text: target.dataset['tip'] ?? '',
          keys: target.dataset['keys'],
          target: target.getBoundingClientRect(),
        })
    }, waitMs)
  }

  addEventListener('pointerover', (event) => event.pointerType === 'mouse' && enter(event, showAfterMs), { signal })
  addEventListener(
    'focusin',
    (event) => event.target instanceof Element && event.target.matches(':focus-visible') && enter(event, showAfterMs),
    { signal },
  )
  for (const type of ['pointerdown', 'keydown', 'focusout', 'wheel'])
    addEventListener(type, leave, { signal, capture: true, passive: true })
  return () => {
    clearTimeout(timer)
    listeners.abort()
  }
}
