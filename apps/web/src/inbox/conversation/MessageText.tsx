import type { Message } from '@cordboard/api-contract/messages'
import { useState } from 'react'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { spansOf } from './text-spans.ts'

type MessageTextProps = {
  body: Pick<Message['body'], 'text' | 'textFold'> & Partial<Pick<Message['body'], 'sentence'>>
  marked: boolean
}

/** A message's text with its links. `marked`: written in our Markdown subset. The quoted history stays folded until asked for. */
export function MessageText({ body, marked }: MessageTextProps) {
  const t = useT()
  const [unfolded, setUnfolded] = useState(false)
  if (body.sentence) {
    return (
      <div dir="auto" className="leading-[1.5] wrap-anywhere whitespace-pre-wrap">
        <ServerSentence english={body.text} sentence={body.sentence} />
      </div>
    )
  }
  const fold = body.textFold
  const own = (fold === null ? body.text : body.text.slice(0, fold)).trimEnd()
  return (
    <>
      <Spans text={own} marked={marked} />
      {fold !== null && (
        <LinkButton
          className={`text-xs text-fg-muted ${own === '' ? '' : 'mt-1'}`}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {t(unfolded ? 'message.hideTrimmed' : 'message.showTrimmed')}
        </LinkButton>
      )}
      {fold !== null && unfolded && (
        <div className="mt-1 border-l-2 pl-3 text-fg-muted">
          <Spans text={body.text.slice(fold).trim()} marked={false} />
        </div>
      )}
    </>
  )
}

function Spans({ text, marked }: { text: string; marked: boolean }) {
  return (
    <div dir="auto" className="leading-[1.5] wrap-anywhere whitespace-pre-wrap">
      {spansOf(text, marked).map(({ kind, text: words, at }) => {
        if (kind === 'link') {
          return (
            <a
              key={at}
              href={words}
              target="_blank"
              rel="noopener noreferrer"
              className="text-accent-text underline underline-offset-2"
            >
              {words}
            </a>
          )
        }
        if (kind === 'strong') return <strong key={at}>{words}</strong>
        if (kind === 'em') return <em key={at}>{words}</em>
        if (kind === 'code') {
          return (
            <code key={at} className="rounded-sm bg-muted px-1 font-mono text-sm">
              {words}
            </code>
          )
        }
        return words
      })}
    </div>
  )
}
