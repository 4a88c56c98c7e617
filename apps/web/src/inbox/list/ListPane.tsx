import { Menu as MenuIcon } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import type { ListFilter } from '../views.ts'
import { ConversationList } from './ConversationList.tsx'
import { SearchField } from './SearchField.tsx'

type ListPaneProps = { filter: ListFilter; conversationId: string | null; onOpenNavigation: () => void }

export function ListPane({ filter, conversationId, onOpenNavigation }: ListPaneProps) {
  const t = useT()
  const Heading = conversationId === null ? 'h1' : 'h2'
  return (
    <section aria-label={t('list.label')} className="flex min-h-0 flex-1 flex-col">
      <Heading className="sr-only">{t(`view.${filter.view}`)}</Heading>
      <div className="flex h-12 shrink-0 items-center gap-1 border-b px-2 max-rail:h-14">
        <span className="rail:hidden">
          <IconButton label={t('nav.open')} onClick={onOpenNavigation}>
            <MenuIcon size={18} />
          </IconButton>
        </span>
        <SearchField filter={filter} />
      </div>
      <ConversationList key={JSON.stringify(filter)} filter={filter} conversationId={conversationId} />
    </section>
  )
}
