import { X } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { MessageText } from '../conversation/MessageText.tsx'

type ReplySignatureProps = { signature: string; signed: boolean; onChange: (signed: boolean) => void }

/** What will stand under the reply, word for word; this one may go without. */
export function ReplySignature({ signature, signed, onChange }: ReplySignatureProps) {
  const t = useT()
  if (!signed) {
    return (
      <div className="px-3 pb-1">
        <LinkButton className="text-xs text-fg-muted" onClick={() => onChange(true)}>
          {t('signature.add')}
        </LinkButton>
      </div>
    )
  }
  return (
    <div role="group" aria-label={t('signature.label')} className="mx-3 mb-2 flex items-start gap-1 border-l-2 pl-2">
      <div className="max-h-24 min-w-0 flex-1 overflow-y-auto text-sm text-fg-muted">
        <MessageText body={{ text: signature, textFold: null }} marked />
      </div>
      <IconButton size="sm" label={t('signature.remove')} onClick={() => onChange(false)}>
        <X size={14} />
      </IconButton>
    </div>
  )
}
