import type { Conversation } from '@cordboard/api-contract/conversations'
import { lazy, memo, Suspense, useState, type ClipboardEvent } from 'react'
import { runCommand } from '../../commands/handlers.ts'
import { useT } from '../../i18n/translate.ts'
import { focusOn } from '../use-inbox-commands.ts'
import { answerNone } from '../../state/answering.ts'
import { ComposerFoot, counterOf } from './ComposerFoot.tsx'
import { ComposerHead } from './ComposerHead.tsx'
import { ComposerFiles } from './ComposerFiles.tsx'
import { DropHint } from './DropHint.tsx'
import { HeldBanner } from './HeldBanner.tsx'
import { ReplySignature } from './ReplySignature.tsx'
import { ReplyTarget } from './ReplyTarget.tsx'
import { sendMessage } from './send-message.ts'
import { useComposerCommands } from './use-composer-commands.ts'
import { useDraft } from './use-draft.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useReply } from './use-reply.ts'
import { useReturnedText } from './use-returned-text.ts'
import { useTyping } from './use-typing.ts'
import { useUploads } from './use-uploads.ts'

const RecipientFields = lazy(async () => ({ default: (await import('./RecipientFields.tsx')).RecipientFields }))

/** Where one answers, or notes something down. The text lives here and nowhere higher: a key press paints this box only. */
export const Composer = memo(function Composer({ row }: { row: Conversation }) {
  const t = useT()
  const { draft, change, clear } = useDraft(row.id)
  const { mode, text, attachments } = draft
  const [refusal, setRefusal] = useState<string | null>(null)
  const { form, capabilities, divides, ways, people, signature, enclose, begun } = useReply(row, draft, change)
  const isNote = mode === 'note'

  const files = useUploads({
    attached: attachments,
    capabilities: isNote ? undefined : capabilities,
    divides,
    onUploaded: (file) => change((now) => ({ attachments: [...now.attachments, file], ...begun(now) })),
  })
  const tellTyping = useTyping(row.id, capabilities?.showsTyping ?? false)
  const isDropping = useFileDrop(files.add)
  const { held, settle } = useReturnedText(row.id, change)

  const isUploading = files.uploads.some((upload) => upload.failed === null)
  const isEmpty = text.trim() === '' && attachments.length === 0

  function send(options: { anyway?: boolean; andResolve?: boolean } = {}): void {
    if (isEmpty || isUploading) return
    const enclosed = enclose()
    if ('refusal' in enclosed) return setRefusal(enclosed.refusal)
    sendMessage(row, draft, { ...enclosed, anyway: options.anyway ?? false })
    people?.close()
    if (!isNote) answerNone(row.id)
    setRefusal(null)
    settle()
    clear()
    if (isNote) change({ mode: 'reply' })
    if (options.andResolve) runCommand('resolve')
  }

  const setMode = useComposerCommands({ mode, change, send, people })

  function review(): void {
    settle()
    focusOn('thread')
  }

  function onPaste(event: ClipboardEvent): void {
    const pasted = [...event.clipboardData.files]
    if (pasted.length === 0) return
    event.preventDefault()
    files.add(pasted)
  }

  const problem = refusal ?? files.refusal
  return (
    <section aria-label={t('composer.label')} data-pane="composer" className="shrink-0 px-3 pb-3">
      {held && <HeldBanner onReview={review} onSendAnyway={() => send({ anyway: true })} />}
      <div
        className={`relative mx-auto max-w-4xl rounded-lg border border-line-strong focus-within:border-focus focus-within:ring-1 focus-within:ring-focus ${isNote ? 'bg-note' : 'bg-bg'}`}
      >
        <ComposerHead row={row} mode={mode} onMode={setMode} people={people} />
        {!isNote && <ReplyTarget conversationId={row.id} ways={ways} onWay={(way) => change({ way })} />}
        {people?.isOpen && !isNote && (
          <Suspense>
            <RecipientFields to={form?.to ?? row.contact.address} people={people} />
          </Suspense>
        )}
        <textarea
          data-focus="composer"
          dir="auto"
          rows={3}
          aria-label={t(isNote ? 'composer.note' : 'composer.reply')}
          placeholder={t(isNote ? 'composer.notePlaceholder' : 'composer.replyPlaceholder')}
          value={text}
          onChange={(event) => {
            setRefusal(null)
            if (!isNote && event.target.value !== '') tellTyping()
            change({ text: event.target.value, ...begun(draft) })
          }}
          onPaste={onPaste}
          className={`block max-h-[40dvh] min-h-20 w-full resize-none bg-transparent px-3 py-2 leading-[1.5] outline-none [field-sizing:content] pointer-coarse:text-lg ${isNote ? 'text-note-fg placeholder:text-note-fg/80' : ''}`}
        />
        {signature !== '' && !isNote && (
          <ReplySignature signature={signature} signed={draft.signed} onChange={(signed) => change({ signed })} />
        )}
        <ComposerFiles
          attached={attachments}
          uploads={files.uploads}
          onRemove={(file) => change((now) => ({ attachments: now.attachments.filter(({ id }) => id !== file.id) }))}
          onStop={files.remove}
        />
        {problem && (
          <p role="alert" className="px-3 pb-2 text-sm text-danger">
            {problem}
          </p>
        )}
        <ComposerFoot
          isNote={isNote}
          isPublic={!isNote && ways.chosen?.public === true}
          counter={capabilities && !isNote ? counterOf(text, { body: capabilities.body, divides }) : null}
          fileLimits={!isNote && attachments.length > 0 ? (capabilities?.attachments ?? null) : null}
          disabled={isEmpty || isUploading}
          isUploading={isUploading}
          onFiles={files.add}
          onSend={() => send()}
        />
        {isDropping && <DropHint />}
      </div>
    </section>
  )
})
