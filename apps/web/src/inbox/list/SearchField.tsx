import { Search, X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { keysOf } from '../../commands/commands.ts'
import { useCommand } from '../../commands/handlers.ts'
import { useT } from '../../i18n/translate.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'

const searchAfterMs = 250

/** Words to find. They go into the address after a short pause, so that a search can be reloaded and shared. */
export function SearchField({ filter }: { filter: ListFilter }) {
  const t = useT()
  const { toList } = useGo()
  const [words, setWords] = useState(filter.q ?? '')
  const input = useRef<HTMLInputElement>(null)
  const { view, account, q } = filter

  // The address may change by a link as well: then the field follows it.
  const [shown, setShown] = useState(q)
  if (shown !== q) {
    setShown(q)
    if (words.trim() !== (q ?? '')) setWords(q ?? '')
  }

  useEffect(() => {
    const wanted = words.trim()
    if (wanted === (q ?? '')) return
    const timer = setTimeout(() => toList({ view, account, q: wanted === '' ? undefined : wanted }), searchAfterMs)
    return () => clearTimeout(timer)
  }, [words, view, account, q, toList])

  useCommand(
    'search',
    useCallback(() => input.current?.select(), []),
  )

  return (
    <div
      role="search"
      className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-fg-muted focus-within:bg-hover pointer-coarse:h-11"
    >
      <Search size={16} aria-hidden="true" />
      <input
        ref={input}
        type="text"
        enterKeyHint="search"
        aria-label={t('command.search')}
        placeholder={t('command.search')}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
          event.preventDefault()
          if (words === '') event.currentTarget.blur()
          setWords('')
        }}
        className="h-full min-w-0 flex-1 bg-transparent text-fg outline-none pointer-coarse:text-lg"
      />
      {words === '' ? (
        <span className="pointer-coarse:hidden">
          <Keys keys={keysOf('search') ?? ''} />
        </span>
      ) : (
        <IconButton size="sm" label={t('list.clearSearch')} onClick={() => setWords('')}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  )
}
