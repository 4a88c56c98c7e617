import type { Place } from '@cordboard/api-contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { type MailboxDraft, settingsOf } from './mailbox-draft.ts'

type FolderChoiceProps = {
  draft: MailboxDraft
  accountId: string | null
  chosen: readonly string[]
  onChosen: (folders: string[]) => void
  onClose: () => void
}

/** Nobody reads these by mistake: own mail, rubbish, and views of what lies elsewhere. */
const unusual: ReadonlySet<Place['role']> = new Set(['sent', 'drafts', 'trash', 'junk', 'all', 'flagged'])

/** Ticks the folders to read in the server's own list. */
export function FolderChoice({ draft, accountId, chosen, onChosen, onClose }: FolderChoiceProps) {
  const t = useT()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(chosen.map(asListed)))
  const places = useQuery({
    queryKey: ['places', accountId],
    queryFn: ({ signal }) =>
      api.accounts.places({ channel: 'email', settings: settingsOf(draft), accountId }, { signal }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
  const items = places.data?.items ?? []
  const listed = [...items, ...lost(chosen, items)]
  const tick = (name: string, on: boolean) =>
    setTicked(on ? new Set([...ticked, name]) : new Set([...ticked].filter((one) => one !== name)))
  const usual = listed.filter(({ role }) => !unusual.has(role))
  const others = listed.filter(({ role }) => unusual.has(role))
  return (
    <Dialog
      title={t('email.chooseFolders')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('email.cancelFolders')}</Button>
          <Button
            look="primary"
            disabled={ticked.size === 0 || items.length === 0}
            onClick={() => onChosen(listed.map(({ name }) => name).filter((name) => ticked.has(name)))}
          >
            {t('email.takeFolders')}
          </Button>
        </>
      }
    >
      {places.isPending && (
        <p className="flex items-center gap-2 text-sm text-fg-muted">
          <Spinner />
          {t('email.loadingFolders')}
        </p>
      )}
      {places.isError && <FormError>{errorSentence(places.error, t)}</FormError>}
      {places.data?.trouble && (
        <FormError>{inWords(places.data.trouble.detail, places.data.trouble.sentence, t)}</FormError>
      )}
      {items.length > 0 && (
        <div className="flex flex-col gap-4">
          <Folders places={usual} ticked={ticked} gone={lost(chosen, items)} onTick={tick} />
          {others.length > 0 && (
            <details open={others.some(({ name }) => ticked.has(name))}>
              <summary className="mb-2 cursor-pointer text-sm text-fg-muted">{t('email.unusualFolders')}</summary>
              <Folders places={others} ticked={ticked} gone={[]} onTick={tick} />
            </details>
          )}
        </div>
      )}
    </Dialog>
  )
}

/** INBOX is the one name whose case does not matter. */
function asListed(name: string): string {
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name
}

/** What is chosen and no longer there, so that it can be seen and unticked. */
function lost(chosen: readonly string[], items: readonly Place[]): Place[] {
  const names = new Set(items.map(({ name }) => name))
  return chosen.filter((name) => !names.has(asListed(name))).map((name) => ({ name, path: [name], role: null }))
}

function Folders({
  places,
  ticked,
  gone,
  onTick,
}: {
  places: readonly Place[]
  ticked: ReadonlySet<string>
  gone: readonly Place[]
  onTick: (name: string, on: boolean) => void
}) {
  const t = useT()
  const isGone = (name: string) => gone.some((place) => place.name === name)
  return (
    <ul className="flex flex-col gap-1">
      {places.map(({ name, path, role }) => (
        <li key={name} style={{ paddingInlineStart: `${(path.length - 1) * 1.25}rem` }} className="wrap-anywhere">
          <Checkbox
            label={path.at(-1) ?? name}
            hint={isGone(name) ? t('email.folderGone') : role === null ? undefined : t(`email.folderRole.${role}`)}
            checked={ticked.has(name)}
            onChange={(on) => onTick(name, on)}
          />
        </li>
      ))}
    </ul>
  )
}
