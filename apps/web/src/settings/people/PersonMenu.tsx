import type { Agent } from '@cordboard/api-contract/agents'
import type { Role } from '@cordboard/core/roles'
import { Ellipsis, KeyRound, ShieldCheck, UserRound, UserRoundCheck, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/toast-store.ts'
import { RecoveryDialog } from './RecoveryDialog.tsx'
import { useChangePerson } from './use-change-person.ts'

/** Role and access of somebody else. A role can be taken back; what ends something asks first. */
export function PersonMenu({ person }: { person: Agent }) {
  const t = useT()
  const change = useChangePerson(person)
  const [confirming, setConfirming] = useState(false)
  const [recovering, setRecovering] = useState(false)
  const { name } = person
  const onError = (error: Error) => showToast({ text: errorSentence(error, t), tone: 'danger' })

  function giveRole(role: Role, isUndo: boolean): void {
    const before = person.role
    const undo = { label: t('settings.undo'), run: () => giveRole(before, true) }
    const text = t(role === 'admin' ? 'people.nowAdmin' : 'people.nowAgent', { name })
    change.mutate({ role }, { onSuccess: () => showToast({ text, ...(!isUndo && { action: undo }) }), onError })
  }

  const role =
    person.role === 'agent'
      ? {
          id: 'admin',
          label: t('people.makeAdmin'),
          icon: <ShieldCheck size={16} />,
          onSelect: () => giveRole('admin', false),
        }
      : {
          id: 'agent',
          label: t('people.makeAgent'),
          icon: <UserRound size={16} />,
          onSelect: () => giveRole('agent', false),
        }
  const enable = {
    id: 'enable',
    label: t('people.enable'),
    icon: <UserRoundCheck size={16} />,
    onSelect: () =>
      change.mutate(
        { disabled: false },
        { onSuccess: () => showToast({ text: t('people.enabledToast', { name }) }), onError },
      ),
  }
  const recover = {
    id: 'recover',
    label: t('people.recover'),
    icon: <KeyRound size={16} />,
    onSelect: () => setRecovering(true),
  }
  const disable = {
    id: 'disable',
    label: t('people.disable'),
    icon: <UserRoundX size={16} />,
    tone: 'danger' as const,
    onSelect: () => setConfirming(true),
  }
  return (
    <>
      <Menu
        label={t('people.more', { name })}
        groups={() => (person.disabled ? [[enable]] : [[role, recover], [disable]])}
        renderTrigger={(props) => (
          <IconButton {...props} label={t('people.more', { name })}>
            <Ellipsis size={16} aria-hidden="true" />
          </IconButton>
        )}
      />
      {recovering && <RecoveryDialog person={person} onClose={() => setRecovering(false)} />}
      {confirming && (
        <ConfirmDialog
          title={t('people.disableTitle', { name })}
          verb={t('people.disable')}
          busy={change.isPending}
          error={change.error ? errorSentence(change.error, t) : undefined}
          onConfirm={() => change.mutate({ disabled: true }, { onSuccess: () => setConfirming(false) })}
          onClose={() => setConfirming(false)}
        >
          <p>{t('people.disableWords')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
