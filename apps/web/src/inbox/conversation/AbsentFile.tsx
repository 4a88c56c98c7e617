import type { Attachment } from '@cordboard/api-contract/messages'
import { FileX } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { fileSize } from '../../i18n/format.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { patchMessage } from '../../live/patch.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { showToast } from '../../ui/toast-store.ts'

/** A file the provider still has: on its way, or not to be had, with why. */
export function AbsentFile({ file }: { file: Attachment }) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const { state, detail, sentence, size, fileName } = file
  const why = detail === null ? t(`attachments.${state}`) : inWords(detail, sentence, t)
  const words = state === 'pending' ? t('attachments.pending') : why
  const sized = state === 'pending' && size !== null ? `${words} · ${fileSize(size)}` : words

  async function tryAgain(): Promise<void> {
    setBusy(true)
    try {
      patchMessage(await api.messages.fetchFile({ id: file.id }))
    } catch (error) {
      showToast({ text: errorSentence(error, t), tone: 'danger' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="flex min-h-12 w-72 max-w-full items-center gap-2.5 overflow-hidden rounded-md border border-dashed bg-bg pr-3">
      <span className="flex w-12 shrink-0 items-center justify-center self-stretch bg-muted text-fg-muted">
        {state === 'pending' ? <Spinner /> : <FileX size={18} aria-hidden="true" />}
      </span>
      <span className="flex min-w-0 flex-1 flex-col py-1">
        <span className="truncate text-sm" title={fileName}>
          {fileName}
        </span>
        <span role="status" className={`text-xs ${state === 'pending' ? 'text-fg-muted tabular-nums' : 'text-danger'}`}>
          {sized}
        </span>
        {state === 'failed' && (
          <LinkButton className="text-xs" disabled={busy} onClick={() => void tryAgain()}>
            {t('attachments.tryAgain')}
          </LinkButton>
        )}
      </span>
    </div>
  )
}
