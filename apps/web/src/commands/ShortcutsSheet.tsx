import { useT } from '../i18n/translate.ts'
import { setSingleKeys, useAppearance } from '../state/appearance.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Keys } from '../ui/Keys.tsx'
import { LinkButton } from '../ui/LinkButton.tsx'
import { commands } from './commands.ts'

const groups = [...new Set(commands.map((command) => command.group))]

/** All shortcuts, and the switch for those of one letter. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const t = useT()
  const singleKeys = useAppearance((state) => state.singleKeys)
  return (
    <Dialog title={t('command.shortcuts')} onClose={onClose} width="wide">
      <p className="mb-4 text-sm text-fg-muted">
        {t(singleKeys ? 'shortcuts.singleOn' : 'shortcuts.singleOff')}{' '}
        <LinkButton onClick={() => setSingleKeys(!singleKeys)}>
          {t(singleKeys ? 'shortcuts.turnOff' : 'shortcuts.turnOn')}
        </LinkButton>
      </p>
      <div className="gap-8 rail:columns-2">
        {groups.map((group) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-sm font-semibold">{t(`commandGroup.${group}`)}</h3>
            <dl>
              {commands.map(
                (command) =>
                  command.group === group &&
                  command.keys && (
                    <div key={command.id} className="flex min-h-7 items-center justify-between gap-4 text-sm">
                      <dt>{t(`command.${command.id}`)}</dt>
                      <dd>
                        <Keys keys={command.keys} />
                      </dd>
                    </div>
                  ),
              )}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
