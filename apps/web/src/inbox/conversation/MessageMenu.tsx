import type { Channel } from '@cordboard/api-contract/channels'
import type { Message } from '@cordboard/api-contract/messages'
import { CornerUpLeft, Ellipsis, Pencil, Undo2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { runCommand } from '../../commands/handlers.ts'
import { useT } from '../../i18n/translate.ts'
import { answer } from '../../state/answering.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { MenuItem } from '../../ui/MenuPopup.tsx'
import { mayBeAnswered, mayBeChanged } from './message-actions.ts'

const EditMessage = lazy(async () => ({ default: (await import('./EditMessage.tsx')).EditMessage }))
const TakeBack = lazy(async () => ({ default: (await import('./TakeBack.tsx')).TakeBack }))

type MessageMenuProps = { message: Message; capabilities: Channel['capabilities'] }

/** What can be done with one message on its channel; nothing where nothing can. */
export function MessageMenu({ message, capabilities }: MessageMenuProps) {
  const t = useT()
  const [asking, setAsking] = useState<'edit' | 'retract' | null>(null)
  const { id, conversationId, direction, author, body } = message
  const items: MenuItem[] = []
  if (mayBeAnswered(message, capabilities)) {
    items.push({
      id: 'answer',
      label: t('messageMenu.answer'),
      icon: <CornerUpLeft size={16} aria-hidden="true" />,
      onSelect: () => {
        answer(conversationId, {
          id,
          direction,
          author: author.name ?? author.address,
          excerpt: body.text.slice(0, 140),
        })
        runCommand('reply')
      },
    })
  }
  if (mayBeChanged(message, capabilities.edits)) {
    items.push({
      id: 'edit',
      label: t('messageMenu.edit'),
      icon: <Pencil size={16} aria-hidden="true" />,
      onSelect: () => setAsking('edit'),
    })
  }
  if (mayBeChanged(message, capabilities.retracts)) {
    items.push({
      id: 'retract',
      label: t('messageMenu.retract'),
      icon: <Undo2 size={16} aria-hidden="true" />,
      tone: 'danger',
      onSelect: () => setAsking('retract'),
    })
  }
  if (items.length === 0) return null
  return (
    <>
      <Menu
        label={t('messageMenu.label')}
        groups={() => [items]}
        renderTrigger={(props) => (
          <IconButton size="sm" label={t('messageMenu.label')} className="-my-1" {...props}>
            <Ellipsis size={14} />
          </IconButton>
        )}
      />
      {asking !== null && (
        <Suspense>
          {asking === 'edit' ? (
            <EditMessage message={message} capabilities={capabilities} onClose={() => setAsking(null)} />
          ) : (
            <TakeBack id={id} onClose={() => setAsking(null)} />
          )}
        </Suspense>
      )}
    </>
  )
}
