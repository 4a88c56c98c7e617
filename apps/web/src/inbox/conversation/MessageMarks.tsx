import type { Message } from '@cordboard/api-contract/messages'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { tip } from '../../ui/tip.ts'

const tones = {
  signed: 'plain',
  encrypted: 'warn',
  invitation: 'plain',
  forwarded: 'plain',
  incomplete: 'warn',
} as const

/** What is special about a message's form, each with a word of explanation. */
export function MessageMarks({ marks }: Pick<Message, 'marks'>) {
  const t = useT()
  return marks.map((mark) => (
    <span key={mark} className="inline-flex" {...tip(t(`markHint.${mark}`))}>
      <Badge tone={tones[mark]}>{t(`mark.${mark}`)}</Badge>
    </span>
  ))
}
