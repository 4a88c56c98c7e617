import { useId, useRef, type KeyboardEvent } from 'react'
import { useT } from '../../i18n/translate.ts'
import { RecipientChip } from './RecipientChip.tsx'
import type { CopyField, Recipients } from './use-recipients.ts'

/** The customer, who always gets it, and the two lists beside them. */
export function RecipientFields({ to, people }: { to: string; people: Recipients }) {
  const t = useT()
  return (
    <div className="mx-3 mt-1 flex flex-col divide-y border-b text-sm">
      <div className="flex min-h-8 items-center gap-2">
        <span className="w-9 shrink-0 text-xs text-fg-muted">{t('recipients.to')}</span>
        <span className="min-w-0 truncate">{to}</span>
      </div>
      <CopyRow field="cc" people={people} focus={people.wantsNames} />
      <CopyRow field="bcc" people={people} focus={false} />
    </div>
  )
}

function CopyRow({ field, people, focus }: { field: CopyField; people: Recipients; focus: boolean }) {
  const t = useT()
  const id = useId()
  const row = useRef<HTMLDivElement>(null)
  const removed = useRef<{ address: string; at: number }[]>([])
  const addresses = people.chosen[field]
  const text = people.typed[field]

  function remove(at: number): void {
    const address = addresses[at]
    if (address === undefined) return
    removed.current.push({ address, at })
    people.set(field, addresses.toSpliced(at, 1))
    row.current?.querySelector('input')?.focus()
  }

  function bringBack(): void {
    const last = removed.current.pop()
    if (last) people.set(field, addresses.toSpliced(last.at, 0, last.address))
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    const { key } = event
    const isEmpty = text === ''
    if ([',', ';', 'Enter'].includes(key) && !event.metaKey && !event.ctrlKey) {
      event.preventDefault()
      people.settle(field, text)
    } else if (key === 'Backspace' && isEmpty) {
      remove(addresses.length - 1)
    } else if (key === 'ArrowLeft' && isEmpty) {
      focusChip(addresses.length - 1)
    } else if (key === 'z' && (event.metaKey || event.ctrlKey) && isEmpty) {
      event.preventDefault()
      bringBack()
    }
  }

  function focusChip(at: number): void {
    const chips = row.current?.querySelectorAll<HTMLElement>('[data-chip]') ?? []
    const target = chips[Math.max(0, at)]
    if (at >= chips.length || !target) row.current?.querySelector('input')?.focus()
    else target.focus()
  }

  const invalid = text !== '' && document.activeElement?.id !== id
  return (
    <div ref={row} className="flex min-h-8 flex-wrap items-center gap-1 py-0.5">
      <label htmlFor={id} className="w-9 shrink-0 text-xs text-fg-muted">
        {t(`recipients.${field}`)}
      </label>
      {addresses.map((address, at) => (
        <RecipientChip
          key={address}
          address={address}
          onRemove={() => remove(at)}
          onMove={(step) => focusChip(at + step)}
        />
      ))}
      <input
        id={id}
        type="text"
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
        // Opened by the agent's own press: they want to write here.
        autoFocus={focus}
        aria-invalid={invalid}
        aria-describedby={invalid ? `${id}-error` : undefined}
        placeholder={addresses.length === 0 && field === 'bcc' ? t('recipients.bccHint') : undefined}
        value={text}
        onChange={(event) => people.type(field, event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => people.settle(field, text)}
        onPaste={(event) => {
          event.preventDefault()
          people.settle(field, `${text}${event.clipboardData.getData('text')}`)
        }}
        className="h-6 min-w-40 flex-1 bg-transparent outline-none placeholder:text-fg-faint aria-invalid:text-danger pointer-coarse:h-11"
      />
      {invalid && (
        <span id={`${id}-error`} role="alert" className="text-xs text-danger">
          {t('recipients.invalid')}
        </span>
      )}
    </div>
  )
}
