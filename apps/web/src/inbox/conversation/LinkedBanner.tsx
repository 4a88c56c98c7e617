import type { Conversation } from '@cordboard/api-contract/conversations'
import { useT } from '../../i18n/translate.ts'
import { Banner } from '../../ui/Banner.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'

type LinkedBannerProps = { linkedId: string; because: Conversation['linkedBecause']; filter: ListFilter }

/** Somebody referred to another conversation without being let in: said, not joined. */
export function LinkedBanner({ linkedId, because, filter }: LinkedBannerProps) {
  const t = useT()
  const { toConversation } = useGo()
  return (
    <Banner
      tone={because === 'refuted' ? 'danger' : 'warn'}
      actions={
        <LinkButton onClick={() => toConversation(linkedId, filter)}>{t('linked.open', { id: linkedId })}</LinkButton>
      }
    >
      {t(because === 'refuted' ? 'linked.refuted' : 'linked.words')}
    </Banner>
  )
}
