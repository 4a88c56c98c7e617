import { useLingui } from '@lingui/react'

/** A sentence of the server's, which speaks English. In other languages our own stands first and the server's below it. */
export function ServerWords({ words, own }: { words: string; own: string }) {
  const { i18n } = useLingui()
  if (words === '') return own
  if (i18n.locale === 'en') return words
  return (
    <>
      {own}
      <span lang="en" className="mt-0.5 block text-xs text-fg-faint">
        {words}
      </span>
    </>
  )
}
