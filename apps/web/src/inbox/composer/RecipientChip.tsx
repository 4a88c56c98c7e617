import { X } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'

type RecipientChipProps = { address: string; onRemove: () => void; onMove: (step: 1 | -1) => void }

/** One person, removed by a click, or by Backspace or Delete when the arrow keys have led here. */
export function RecipientChip({ address, onRemove, onMove }: RecipientChipProps) {
  const t = useT()
  return (
    <span className="flex h-6 max-w-full items-center rounded-md border bg-muted pl-2 pointer-coarse:h-11">
      <span className="max-w-64 truncate" title={address}>
        {address}
      </span>
      <button
        type="button"
        data-chip
        tabIndex={-1}
        aria-label={t('recipients.remove', { address })}
        onClick={onRemove}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') onMove(-1)
          else if (event.key === 'ArrowRight') onMove(1)
          else if (event.key === 'Backspace' || event.key === 'Delete') onRemove()
          else return
          event.preventDefault()
        }}
        className="flex size-6 items-center justify-center rounded-md text-fg-muted hover:bg-hover hover:text-fg pointer-coarse:size-11"
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  )
}
