import { useNavigate } from '@tanstack/react-router'
import { Keyboard, Languages, LogOut, Moon } from 'lucide-react'
import { useCallback } from 'react'
import { errorSentence } from '../../api/error.ts'
import { runCommand, useCommand } from '../../commands/handlers.ts'
import { useT } from '../../i18n/translate.ts'
import { leaveDesk } from '../../sign-in/leave-desk.ts'
import { useMe } from '../../state/me.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/toast-store.ts'

/** Who is signed in, and what concerns only them. */
export function AgentMenu() {
  const t = useT()
  const me = useMe()
  const navigate = useNavigate()

  const signOut = useCallback(async () => {
    try {
      await leaveDesk()
    } catch (error) {
      showToast({ text: errorSentence(error, t), tone: 'danger' })
      return
    }
    await navigate({ to: '/sign-in', replace: true })
  }, [navigate, t])

  useCommand(
    'signOut',
    useCallback(() => void signOut(), [signOut]),
  )

  return (
    <Menu
      label={me.name}
      groups={() => [
        [
          {
            id: 'theme',
            label: t('command.switchTheme'),
            icon: <Moon size={16} />,
            onSelect: () => runCommand('switchTheme'),
          },
          {
            id: 'language',
            label: t('command.switchLanguage'),
            icon: <Languages size={16} />,
            onSelect: () => runCommand('switchLanguage'),
          },
          {
            id: 'keys',
            label: t('command.shortcuts'),
            icon: <Keyboard size={16} />,
            hint: '?',
            onSelect: () => runCommand('shortcuts'),
          },
        ],
        [{ id: 'out', label: t('command.signOut'), icon: <LogOut size={16} />, onSelect: () => void signOut() }],
      ]}
      renderTrigger={(props) => (
        <button
          type="button"
          {...props}
          className="flex h-9 w-full items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover rail:justify-center nav:justify-start pointer-coarse:h-11"
        >
          <Avatar name={me.name} />
          <span className="min-w-0 flex-1 truncate rail:max-nav:sr-only">{me.name}</span>
        </button>
      )}
    />
  )
}
