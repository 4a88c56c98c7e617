import { FolderTree } from 'lucide-react'
import { useState } from 'react'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FolderChoice } from './FolderChoice.tsx'
import { foldersOf, typedFolders } from './folder-names.ts'
import type { DraftFields } from './use-mailbox-draft.ts'

/** The folders to read: typed, or chosen from those the server has. */
export function FolderField({ fields, accountId }: { fields: DraftFields; accountId: string | null }) {
  const t = useT()
  const [isChoosing, setChoosing] = useState(false)
  const field = fields.field('folders')
  return (
    <div className="flex flex-col items-start gap-2">
      <div className="w-full">
        <TextField label={t('email.folders')} hint={t('email.foldersHint')} {...field} />
      </div>
      <Button size="sm" icon={<FolderTree size={14} aria-hidden="true" />} onClick={() => setChoosing(true)}>
        {t('email.chooseFolders')}
      </Button>
      {isChoosing && (
        <FolderChoice
          draft={fields.draft}
          accountId={accountId}
          chosen={foldersOf(field.value)}
          onChosen={(folders) => {
            field.onChange({ target: { value: typedFolders(folders) } })
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  )
}
