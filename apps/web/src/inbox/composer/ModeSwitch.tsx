import { keysOf } from '../../commands/commands.ts'
import { useT } from '../../i18n/translate.ts'
import type { Draft } from '../../state/drafts.ts'
import { tip } from '../../ui/tip.ts'

const modes = ['reply', 'note'] as const

/** To the customer, or only to colleagues. */
export function ModeSwitch({ mode, onChange }: { mode: Draft['mode']; onChange: (mode: Draft['mode']) => void }) {
  const t = useT()
  return (
    <div role="group" aria-label={t('composer.mode')} className="flex gap-0.5">
      {modes.map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={mode === choice}
          onClick={() => onChange(choice)}
          {...tip(t(`composer.${choice}`), keysOf(choice))}
          className={`h-7 rounded-md px-2 text-sm pointer-coarse:h-11 ${
            mode === choice
              ? `font-medium ${choice === 'note' ? 'bg-note-line/25 text-note-fg' : 'bg-muted text-fg'}`
              : 'text-fg-muted hover:bg-hover hover:text-fg'
          }`}
        >
          {t(`composer.${choice}`)}
        </button>
      ))}
    </div>
  )
}
