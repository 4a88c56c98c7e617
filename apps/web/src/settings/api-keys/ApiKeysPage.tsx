import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { apiUrl } from '../../api/prefix.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { ApiKeyRow } from './ApiKeyRow.tsx'
import { apiKeysQuery } from './api-keys-query.ts'
import { CreateApiKey } from './CreateApiKey.tsx'

/** Keys by which programs use the desk. */
export function ApiKeysPage() {
  const t = useT()
  const keys = useQuery(apiKeysQuery)
  const [creating, setCreating] = useState(false)
  const create = (
    <Button look="primary" icon={<Plus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {t('apiKeys.create')}
    </Button>
  )
  return (
    <SettingsPage
      title={t('settings.apiKeys')}
      intro={
        <>
          {t('apiKeys.intro')}{' '}
          <a className="text-accent-text underline underline-offset-2" href={apiUrl('/openapi.json')} target="_blank">
            {t('apiKeys.reference')}
          </a>
        </>
      }
      action={keys.data && keys.data.length > 0 && create}
    >
      <LoadedContent query={keys}>
        {(list) =>
          list.length === 0 ? (
            <div className="rounded-lg border border-dashed">
              <EmptyState icon={<KeyRound size={32} />} title={t('apiKeys.emptyTitle')} action={create}>
                {t('apiKeys.emptyWords')}
              </EmptyState>
            </div>
          ) : (
            <ul className="flex flex-col divide-y rounded-lg border">
              {list.map((apiKey) => (
                <ApiKeyRow key={apiKey.id} apiKey={apiKey} />
              ))}
            </ul>
          )
        }
      </LoadedContent>
      {creating && <CreateApiKey onClose={() => setCreating(false)} />}
    </SettingsPage>
  )
}
