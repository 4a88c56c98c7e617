import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { conversationQuery } from '../../api/conversations.ts'
import { keysOf } from '../../commands/commands.ts'
import { useT } from '../../i18n/translate.ts'
import { isContextOpen, toggleContext, useContextPane } from '../../state/context-pane.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { contactName } from '../unread.ts'
import type { ListFilter } from '../views.ts'
import { ConversationFacts } from './ConversationFacts.tsx'
import { Identities } from './Identities.tsx'
import { PreviousConversations } from './PreviousConversations.tsx'

/** Who the customer is. Beside the conversation on wide screens, over it elsewhere; it never holds the conversation up. */
export function ContextPane({ id, filter }: { id: string; filter: ListFilter }) {
  const t = useT()
  const open = useContextPane(isContextOpen)
  const { data: row } = useQuery(conversationQuery(id))
  if (!open || !row) return null
  return (
    <aside
      aria-label={t('context.label')}
      className="appear absolute inset-y-0 right-0 z-20 flex w-full flex-col overflow-y-auto border-l bg-bg max-wide:shadow-float rail:w-75 wide:static wide:z-auto wide:animate-none"
    >
      <div className="flex items-start justify-between gap-2 px-4 pt-3">
        <div className="min-w-0 py-1">
          <h2 className="font-semibold wrap-anywhere">{contactName(row)}</h2>
          {row.contact.name !== null && <p className="text-sm wrap-anywhere text-fg-muted">{row.contact.address}</p>}
        </div>
        <IconButton label={t('context.hide')} keys={keysOf('toggleContext')} onClick={toggleContext}>
          <X size={16} />
        </IconButton>
      </div>
      <Identities contactId={row.contact.id} />
      <PreviousConversations row={row} filter={filter} />
      <ConversationFacts row={row} />
    </aside>
  )
}
