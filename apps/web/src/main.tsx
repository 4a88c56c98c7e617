import './styles.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import { sessionQuery } from './api/session.ts'
import { showLocale } from './i18n/i18n.ts'
import { router } from './routes/router.ts'
import { useAppearance } from './state/appearance.ts'

const root = document.querySelector('#root')
if (!root) throw new Error('index.html has no #root')

void queryClient.prefetchQuery(sessionQuery)
await showLocale(useAppearance.getState().locale)

createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
