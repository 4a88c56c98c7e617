import type { ApiKey } from '@cordboard/api-contract/desk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { queryClient } from '../../api/query-client.ts'
import { longDate } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { showToast } from '../../ui/toast-store.ts'
import { RelativeTime } from '../RelativeTime.tsx'
import { apiKeysQuery } from './api-keys-query.ts'

export function ApiKeyRow({ apiKey }: { apiKey: ApiKey }) {
  const t = useT()
  const [confirming, setConfirming] = useState(false)
  const revoke = useMutation({
    mutationFn: () => api.apiKeys.revoke({ id: apiKey.id }),
    onSuccess: async () => {
      showToast({ text: t('apiKeys.revokedToast', { name: apiKey.name }) })
      await queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey })
    },
  })
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-40 flex-1">
        <p className="truncate font-medium">{apiKey.name}</p>
        <p className="text-sm text-fg-muted">
          {t('apiKeys.made', { date: longDate(apiKey.createdAt) })}
          {' · '}
          {apiKey.lastUsedAt === null ? (
            t('apiKeys.neverUsed')
          ) : (
            <>
              {t('apiKeys.lastUsed')} <RelativeTime time={apiKey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Badge tone={apiKey.role === 'admin' ? 'ok' : 'plain'}>{t(`role.${apiKey.role}`)}</Badge>
      <Button
        size="sm"
        aria-label={t('apiKeys.revokeNamed', { name: apiKey.name })}
        onClick={() => setConfirming(true)}
      >
        {t('apiKeys.revoke')}
      </Button>
      {confirming && (
        <ConfirmDialog
          title={t('apiKeys.revokeTitle', { name: apiKey.name })}
          verb={t('apiKeys.revoke')}
          busy={revoke.isPending}
          error={revoke.error ? errorSentence(revoke.error, t) : undefined}
          onConfirm={() => revoke.mutate()}
          onClose={() => setConfirming(false)}
        >
          <p>{t('apiKeys.revokeWords')}</p>
        </ConfirmDialog>
      )}
    </li>
  )
}
