import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { exactTime, messageTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { tip } from '../../ui/tip.ts'
import { MessageText } from './MessageText.tsx'

/** What a message said before it was edited, oldest first. */
export function FormerWords({ id, editedAt }: { id: string; editedAt: string }) {
  const t = useT()
  const { data, isError, refetch } = useQuery({
    queryKey: ['message-versions', id, editedAt],
    queryFn: async ({ signal }) => (await api.messages.versions({ id }, { signal })).items,
  })
  if (isError) return <LinkButton onClick={() => void refetch()}>{t('action.retry')}</LinkButton>
  if (!data) return <Spinner />
  return (
    <ol aria-label={t('message.formerWords')} className="my-1 flex flex-col gap-1 rounded-md bg-subtle p-2">
      {data.map(({ text, sentence, saidAt }) => (
        <li key={saidAt} className="flex flex-col gap-0.5 text-fg">
          <time dateTime={saidAt} {...tip(exactTime(saidAt))} className="text-fg-muted tabular-nums">
            {messageTime(saidAt)}
          </time>
          <MessageText body={{ text, sentence, textFold: null }} marked={false} />
        </li>
      ))}
    </ol>
  )
}
