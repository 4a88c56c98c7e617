import { CornerUpLeft } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import type { Answered } from '../../state/answering.ts'

/** The message this one names as the one it answers: its first words, and the way to it. */
export function AnsweredMessage({ answers }: { answers: Answered }) {
  const t = useT()
  const name = answers.author ?? t(answers.direction === 'outbound' ? 'message.desk' : 'message.unknownAuthor')
  return (
    <button
      type="button"
      onClick={() => showMessage(answers.id)}
      className="flex min-h-6 max-w-full items-center gap-1.5 rounded-sm border-l-2 border-line-strong pl-2 text-left text-xs text-fg-muted hover:text-fg pointer-coarse:min-h-11"
    >
      <CornerUpLeft size={12} aria-hidden="true" className="shrink-0" />
      <span className="sr-only">{t('answers.to')}</span>
      <span className="shrink-0 font-medium">{name}</span>
      <span dir="auto" className="truncate">
        {answers.excerpt}
      </span>
    </button>
  )
}

/** Where it is among those loaded. */
function showMessage(id: string): void {
  const shown = document.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`)
  shown?.scrollIntoView({ block: 'center' })
  shown?.focus({ preventScroll: true })
}
