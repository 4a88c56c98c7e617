import { useState } from 'react'
import { useT } from '../i18n/translate.ts'
import { useMe } from '../state/me.ts'
import { Banner } from '../ui/Banner.tsx'
import { LinkButton } from '../ui/LinkButton.tsx'
import { DemoPages } from './DemoPages.tsx'
import { RemoveDemo } from './RemoveDemo.tsx'

/** Says that what is shown is made up, and lets an admin take it away. */
export function DemoBanner() {
  const t = useT()
  const me = useMe()
  const [removing, setRemoving] = useState(false)
  const canRemove = me.role === 'admin'
  return (
    <>
      <Banner
        tone="info"
        actions={canRemove && <LinkButton onClick={() => setRemoving(true)}>{t('demo.remove')}</LinkButton>}
      >
        {t('demo.banner')} <DemoPages />
      </Banner>
      {removing && <RemoveDemo onClose={() => setRemoving(false)} />}
    </>
  )
}
