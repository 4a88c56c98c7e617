import type { Conversation } from '@cordboard/api-contract/conversations'
import { useQuery } from '@tanstack/react-query'
import { previousConversationsQuery } from '../../api/conversations.ts'
import { shortTime } from '../../i18n/format.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { LinkedMark } from '../LinkedMark.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'
import { Section } from './Section.tsx'

/** What else this customer wrote about. */
export function PreviousConversations({ row, filter }: { row: Conversation; filter: ListFilter }) {
  const t = useT()
  const { toConversation } = useGo()
  const { data, isError, refetch } = useQuery(previousConversationsQuery(row.contact.id))
  const others = data?.filter((other) => other.id !== row.id)
  return (
    <Section title={t('context.previous')}>
      {isError && <LinkButton onClick={() => void refetch()}>{t('action.retry')}</LinkButton>}
      {!others && !isError && <Skeleton className="w-44" />}
      {others?.length === 0 && <p className="text-sm text-fg-faint">{t('context.noPrevious')}</p>}
      <ul className="-mx-2 flex flex-col">
        {others?.map((other) => (
          <li key={other.id}>
            <button
              type="button"
              onClick={() => toConversation(other.id, filter)}
              className="flex w-full flex-col rounded-md px-2 py-1 text-left hover:bg-hover pointer-coarse:py-2.5"
            >
              <span className="w-full truncate">
                {other.subject ?? inWords(other.snippet, other.snippetSentence, t)}
              </span>
              <span className="flex items-center gap-2 text-xs text-fg-muted tabular-nums">
                {t(`status.${other.status}`)} · {shortTime(other.lastActivityAt)}
                <LinkedMark because={other.linkedBecause} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
