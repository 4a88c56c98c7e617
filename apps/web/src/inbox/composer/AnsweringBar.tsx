import { CornerUpLeft, X } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { answerNone, useAnswering } from '../../state/answering.ts'
import { IconButton } from '../../ui/IconButton.tsx'

/** Which message the reply names as the one it answers. */
export function AnsweringBar({ conversationId }: { conversationId: string }) {
  const t = useT()
  const answered = useAnswering(conversationId)
  if (answered === null) return null
  return (
    <div className="mx-3 mt-1 flex items-center gap-1.5 rounded-sm border-l-2 border-accent bg-subtle pl-2 text-xs text-fg-muted">
      <CornerUpLeft size={12} aria-hidden="true" className="shrink-0" />
      <span className="shrink-0 font-medium text-fg">
        {t('answers.answering', { name: answered.author ?? t('message.desk') })}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {answered.excerpt}
      </span>
      <IconButton size="sm" label={t('answers.none')} onClick={() => answerNone(conversationId)}>
        <X size={14} />
      </IconButton>
    </div>
  )
}
