/** What a browser loads before the inbox shows: the entry, what it imports at once, and its styles. */
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('dist/.vite/manifest.json', import.meta.url), 'utf8'))

function importedAtOnce(name, seen = new Set()) {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const inner of manifest[name].imports ?? []) importedAtOnce(inner, seen)
  return seen
}

const chunks = [...importedAtOnce('index.html')].map((name) => manifest[name])

const limits = [
  { name: 'first-load JavaScript', path: chunks.map(({ file }) => `dist/${file}`), limit: '180 kB', gzip: true },
  {
    name: 'first-load CSS',
    path: chunks.flatMap(({ css = [] }) => css.map((file) => `dist/${file}`)),
    limit: '15 kB',
    gzip: true,
  },
]

export default limits
