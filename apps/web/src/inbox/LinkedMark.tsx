import type { Conversation } from '@cordboard/api-contract/conversations'
import { useT } from '../i18n/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { tip } from '../ui/tip.ts'

/** Why it is a conversation of its own. */
export function LinkedMark({ because }: { because: Conversation['linkedBecause'] }) {
  const t = useT()
  if (because === null) return null
  return (
    <Badge tone={because === 'refuted' ? 'danger' : 'warn'}>
      <span {...tip(t(because === 'refuted' ? 'linked.refuted' : 'linked.words'))}>{t(`row.linked.${because}`)}</span>
    </Badge>
  )
}
