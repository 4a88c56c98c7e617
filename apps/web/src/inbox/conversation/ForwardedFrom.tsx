import type { Message } from '@cordboard/api-contract/messages'
import { Forward } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'

const AnswerAuthor = lazy(async () => ({ default: (await import('./AnswerAuthor.tsx')).AnswerAuthor }))

export type Author = NonNullable<Message['forwardedFrom']>

/** Whose message was passed on. Only where a colleague did it is answering that person offered: to anybody else's word it would be a trap. */
export function ForwardedFrom({ message, author }: { message: Message; author: Author }) {
  const t = useT()
  const [answering, setAnswering] = useState(false)
  const { name, address, isColleagues } = author
  const who = name === null ? address : `${name} <${address}>`
  return (
    <p className="flex max-w-full flex-wrap items-center gap-x-2 text-xs text-fg-muted">
      <Forward size={12} aria-hidden="true" />
      <span className="wrap-anywhere">{t('forwarded.words', { who })}</span>
      {isColleagues && (
        <LinkButton className="text-accent-text" onClick={() => setAnswering(true)}>
          {t('forwarded.answer', { name: name ?? address })}
        </LinkButton>
      )}
      {answering && (
        <Suspense>
          <AnswerAuthor message={message} author={author} onClose={() => setAnswering(false)} />
        </Suspense>
      )}
    </p>
  )
}
