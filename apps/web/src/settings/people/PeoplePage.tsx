import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { agentsQuery } from '../../api/directory.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { Invitations } from './Invitations.tsx'
import { inOrder } from './may-change.ts'
import { PersonRow } from './PersonRow.tsx'

/** Who works at the desk, and who has been asked to. */
export function PeoplePage() {
  const t = useT()
  const { i18n } = useLingui()
  const people = useQuery(agentsQuery)
  const [inviting, setInviting] = useState(false)
  return (
    <SettingsPage
      title={t('settings.people')}
      intro={t('people.intro')}
      action={
        <Button look="primary" icon={<UserPlus size={16} aria-hidden="true" />} onClick={() => setInviting(true)}>
          {t('people.invite')}
        </Button>
      }
    >
      <LoadedContent query={people}>
        {(list) => (
          <>
            <ul className="flex flex-col divide-y rounded-lg border">
              {inOrder(list, i18n.locale).map((person) => (
                <PersonRow key={person.id} person={person} />
              ))}
            </ul>
            {list.length === 1 && <p className="text-sm text-fg-muted">{t('people.alone')}</p>}
          </>
        )}
      </LoadedContent>
      <Invitations />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </SettingsPage>
  )
}
