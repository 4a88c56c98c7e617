import { useT } from '../../i18n/translate.ts'
import { Banner } from '../../ui/Banner.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'

/** A stranger referred to another conversation: said, not joined. */
export function LinkedBanner({ linkedId, filter }: { linkedId: string; filter: ListFilter }) {
  const t = useT()
  const { toConversation } = useGo()
  return (
    <Banner
      tone="warn"
      actions={
        <LinkButton onClick={() => toConversation(linkedId, filter)}>{t('linked.open', { id: linkedId })}</LinkButton>
      }
    >
      {t('linked.words')}
    </Banner>
  )
}
