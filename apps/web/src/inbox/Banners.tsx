import { useEffect, useState } from 'react'
import { DemoNotice } from '../demo/DemoNotice.tsx'
import { shortTime } from '../i18n/format.ts'
import { useT } from '../i18n/translate.ts'
import { useConnection } from '../state/connection.ts'
import { Banner } from '../ui/Banner.tsx'
import { LinkButton } from '../ui/LinkButton.tsx'

/** A stream that comes back within this time is not worth a banner. */
const patienceMs = 3_000

/** News about the page itself: no connection, a newer version, made-up data. */
export function Banners() {
  const t = useT()
  const { staleSince, newVersion } = useConnection()
  const offline = useAfter(staleSince !== null, patienceMs)
  return (
    <>
      {offline && staleSince !== null && (
        <Banner tone="warn">{t('banner.offline', { time: shortTime(new Date(staleSince).toISOString()) })}</Banner>
      )}
      {newVersion && (
        <Banner tone="info" actions={<LinkButton onClick={() => location.reload()}>{t('page.reload')}</LinkButton>}>
          {t('banner.newVersion')}
        </Banner>
      )}
      <DemoNotice />
    </>
  )
}

function useAfter(on: boolean, waitMs: number): boolean {
  const [waited, setWaited] = useState(false)
  useEffect(() => {
    if (!on) return
    const timer = setTimeout(() => setWaited(true), waitMs)
    return () => {
      clearTimeout(timer)
      setWaited(false)
    }
  }, [on, waitMs])
  return on && waited
}
