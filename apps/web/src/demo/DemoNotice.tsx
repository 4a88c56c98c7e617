import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { sessionQuery } from '../api/session.ts'
import { needWords } from '../i18n/i18n.ts'

/** Most desks have no demo: its banner, its words and the dialog behind it are fetched only where there is one. */
const DemoBanner = lazy(async () => {
  const [{ DemoBanner: banner }] = await Promise.all([import('./DemoBanner.tsx'), needWords('settings')])
  return { default: banner }
})

export function DemoNotice() {
  const { data } = useQuery(sessionQuery)
  if (!data?.desk.demo) return null
  return (
    <Suspense>
      <DemoBanner />
    </Suspense>
  )
}
