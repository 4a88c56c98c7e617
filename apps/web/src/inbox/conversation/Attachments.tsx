import type { Attachment } from '@cordboard/api-contract/messages'
import { Download, Paperclip } from 'lucide-react'
import { apiUrl } from '../../api/prefix.ts'
import { fileSize } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { AbsentFile } from './AbsentFile.tsx'

/** Pictures that cannot carry anything but pixels, and are small enough to fetch for a glance. */
const safePictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const thumbnailUpToBytes = 5_000_000

/** Files of a message: name, size, and one click to have them. */
export function Attachments({ files }: { files: readonly Attachment[] }) {
  const t = useT()
  return (
    <ul aria-label={t('attachments.label')} className="flex max-w-full flex-wrap gap-2 pt-1">
      {files.map((file) => (
        <li key={file.id} className="max-w-full">
          {file.state === 'here' ? <File file={file} /> : <AbsentFile file={file} />}
        </li>
      ))}
    </ul>
  )
}

function File({ file }: { file: Attachment }) {
  const t = useT()
  const size = file.size ?? 0
  return (
    <a
      href={apiUrl(file.url)}
      download={file.fileName}
      className="group flex h-12 w-60 max-w-full items-center gap-2.5 overflow-hidden rounded-md border bg-bg pr-3 hover:bg-hover"
    >
      {safePictures.includes(file.mediaType) && size <= thumbnailUpToBytes ? (
        <img src={apiUrl(file.url)} alt="" loading="lazy" className="size-12 shrink-0 bg-muted object-cover" />
      ) : (
        <span className="flex size-12 shrink-0 items-center justify-center bg-muted text-fg-muted">
          <Paperclip size={18} aria-hidden="true" />
        </span>
      )}
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate text-sm" title={file.fileName}>
          {file.fileName}
        </span>
        <span className="text-xs text-fg-muted tabular-nums">{fileSize(size)}</span>
      </span>
      <Download size={16} aria-label={t('attachments.download')} className="text-fg-faint group-hover:text-fg" />
    </a>
  )
}
