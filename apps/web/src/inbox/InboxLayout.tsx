import { useState } from 'react'
import { Banners } from './Banners.tsx'
import { ContextPane } from './context/ContextPane.tsx'
import { ConversationPane } from './conversation/ConversationPane.tsx'
import { ListPane } from './list/ListPane.tsx'
import { Navigation } from './navigation/Navigation.tsx'
import { NothingOpen } from './NothingOpen.tsx'
import { PageTitle } from './PageTitle.tsx'
import { usePlace } from './place.ts'
import { useInboxCommands } from './use-inbox-commands.ts'

/**
 * The four panes. Each asks for its own data, so that a change in one paints that one only. From 1440 px all four stand side by side;
 * from 1180 the customer's details are a drawer; from 760 the navigation is a rail; below, one pane at a time.
 */
export function InboxLayout() {
  const { filter, conversationId } = usePlace()
  const [navigationOpen, setNavigationOpen] = useState(false)
  useInboxCommands(filter, conversationId)

  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <PageTitle filter={filter} />
      <Banners />
      <div className="relative flex min-h-0 flex-1">
        <Navigation filter={filter} open={navigationOpen} onClose={() => setNavigationOpen(false)} />
        <main className="flex min-w-0 flex-1">
          <div
            className={`${conversationId === null ? 'flex' : 'hidden rail:flex'} w-full shrink-0 flex-col rail:w-80 rail:border-r nav:w-90`}
          >
            <ListPane
              filter={filter}
              conversationId={conversationId}
              onOpenNavigation={() => setNavigationOpen(true)}
            />
          </div>
          <div className={`${conversationId === null ? 'hidden rail:flex' : 'flex'} min-w-0 flex-1 flex-col`}>
            {conversationId === null ? (
              <NothingOpen />
            ) : (
              <ConversationPane key={conversationId} id={conversationId} filter={filter} />
            )}
          </div>
        </main>
        {conversationId !== null && <ContextPane id={conversationId} filter={filter} />}
      </div>
    </div>
  )
}
