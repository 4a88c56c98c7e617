import type { Way } from '@cordboard/core/channel/channel'
import { Globe, Lock } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'

type WaySwitchProps = { open: readonly Way[]; chosen: Way | null; onChange: (way: string) => void }

/** In public or in private: what everybody can read is red and says so. */
export function WaySwitch({ open, chosen, onChange }: WaySwitchProps) {
  const t = useT()
  if (chosen === null) return null
  return (
    <div role="group" aria-label={t('way.label')} className="flex flex-wrap gap-1">
      {open.map((way) => {
        const isChosen = way.id === chosen.id
        const Icon = way.public ? Globe : Lock
        const look = way.public ? 'bg-danger-bg font-medium text-danger' : 'bg-muted font-medium text-fg'
        return (
          <button
            key={way.id}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(way.id)}
            className={`inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm pointer-coarse:h-11 ${isChosen ? look : 'text-fg-muted hover:bg-hover hover:text-fg'}`}
          >
            <Icon size={14} aria-hidden="true" />
            {wordsOf(way, { isChosen, chosen, t })}
          </button>
        )
      })}
    </div>
  )
}

function wordsOf(
  way: Way,
  { isChosen, chosen, t }: { isChosen: boolean; chosen: Way; t: ReturnType<typeof useT> },
): string {
  if (way.public) return t('way.publicReply')
  return t(!isChosen && chosen.public ? 'way.continueInPrivate' : 'way.privateReply')
}
