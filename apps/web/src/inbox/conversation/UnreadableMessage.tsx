import type { Message } from '@cordboard/api-contract/messages'
import { Download, FileWarning } from 'lucide-react'
import { apiUrl } from '../../api/prefix.ts'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { useT } from '../../i18n/translate.ts'

/** Something came that could not be read. It is not lost: its bytes can be had. */
export function UnreadableMessage({ message }: { message: Message }) {
  const t = useT()
  const { text, sentence } = message.body
  return (
    <div className="flex max-w-lg gap-3 rounded-lg border border-warn/50 bg-warn-bg px-3 py-2 text-warn">
      <FileWarning size={18} aria-hidden="true" className="mt-0.5" />
      <div className="flex flex-col gap-1">
        <p className="font-medium">{t('message.unreadable')}</p>
        {text !== '' && (
          <p className="text-sm">
            <ServerSentence english={text} sentence={sentence} />
          </p>
        )}
        {message.rawUrl !== null && (
          <a
            href={apiUrl(message.rawUrl)}
            download
            className="inline-flex min-h-6 items-center gap-1.5 text-sm underline underline-offset-2"
          >
            <Download size={14} aria-hidden="true" />
            {t('details.raw')}
          </a>
        )}
      </div>
    </div>
  )
}
