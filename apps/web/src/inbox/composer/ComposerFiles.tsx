import { FileText, X } from 'lucide-react'
import { fileSize } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import type { OutboxFile } from '../../outbox/outbox.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Upload } from './use-uploads.ts'

type ComposerFilesProps = {
  attached: readonly OutboxFile[]
  uploads: readonly Upload[]
  onRemove: (file: OutboxFile) => void
  onStop: (upload: Upload) => void
}

/** Files that will go with the message, those on their way first shown with how far they are. */
export function ComposerFiles({ attached, uploads, onRemove, onStop }: ComposerFilesProps) {
  const t = useT()
  if (attached.length === 0 && uploads.length === 0) return null
  return (
    <ul aria-label={t('attachments.label')} className="flex flex-wrap gap-1.5 px-3 pb-2">
      {attached.map((file) => (
        <Chip
          key={file.id}
          name={file.fileName}
          note={fileSize(file.size)}
          removeLabel={t('attachments.remove', { name: file.fileName })}
          onRemove={() => onRemove(file)}
        />
      ))}
      {uploads.map((upload) => (
        <Chip
          key={upload.key}
          name={upload.fileName}
          note={upload.failed ?? `${Math.round(upload.part * 100)} %`}
          failed={upload.failed !== null}
          part={upload.part}
          removeLabel={t('attachments.remove', { name: upload.fileName })}
          onRemove={() => onStop(upload)}
        />
      ))}
    </ul>
  )
}

type ChipProps = {
  name: string
  note: string
  failed?: boolean
  part?: number
  removeLabel: string
  onRemove: () => void
}

function Chip({ name, note, failed = false, part, removeLabel, onRemove }: ChipProps) {
  return (
    <li
      className={`relative flex h-8 max-w-full items-center gap-1.5 overflow-hidden rounded-md border bg-bg pl-2 text-sm ${failed ? 'border-danger/60' : ''}`}
    >
      <FileText size={14} aria-hidden="true" className="text-fg-faint" />
      <span className="max-w-48 truncate" title={name}>
        {name}
      </span>
      <span className={`max-w-60 truncate text-xs tabular-nums ${failed ? 'text-danger' : 'text-fg-muted'}`}>
        {note}
      </span>
      <IconButton size="sm" label={removeLabel} onClick={onRemove}>
        <X size={14} />
      </IconButton>
      {part !== undefined && !failed && <progress value={part} className="sr-only" aria-label={name} />}
      {part !== undefined && !failed && (
        <span
          aria-hidden="true"
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent transition-transform"
          style={{ transform: `scaleX(${part})` }}
        />
      )}
    </li>
  )
}
