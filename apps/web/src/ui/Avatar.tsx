/** A person's initials. Decoration: the name stands beside it or in its tooltip. */
export function Avatar({ name, size = 'sm' }: { name: string; size?: 'xs' | 'sm' | 'md' }) {
  const box = { xs: 'size-5 text-[10px]', sm: 'size-6 text-[11px]', md: 'size-9 text-sm' }[size]
  return (
    <span
      aria-hidden="true"
      className={`inline-flex shrink-0 items-center justify-center rounded-full bg-muted font-medium text-fg-muted ${box}`}
    >
      {initials(name)}
    </span>
  )
}

/** Two letters of a Latin name, the last two characters of a Chinese one. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/)
  const first = words[0] ?? ''
  if (/\p{Script=Han}/u.test(first)) return Array.from(first).slice(-2).join('')
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return `${Array.from(first)[0] ?? ''}${Array.from(last)[0] ?? ''}`.toUpperCase()
}
