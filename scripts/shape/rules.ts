import type { SourceFile, Tree } from './tree.ts'

/** Where a rule is broken: a path, with the line where there is one. */
export type Fault = { at: string; found: string }

export type Rule = {
  name: string
  /** Printed with every fault, so that the reader knows what is protected and not only what is forbidden. */
  reason: string
  find(tree: Tree): Fault[]
}

const CHANNEL_FILES = ['index', 'settings', 'connection', 'normalise', 'render', 'errors']
const BANNED_WORDS = /(^|[-._/])(utils?|helpers?|common|misc|services?|managers?)(?=[-._/]|$)/i
const LONGEST = 400

export const rules: readonly Rule[] = [
  {
    name: 'core is pure',
    reason: 'The core decides and the apps act: without IO it runs in the browser too, and its tests need nothing.',
    find: (tree) => lines(tree, (file) => file.path.startsWith('packages/core/src/'), importOf(/^(?!\.|zod(\/|$))/)),
  },
  {
    name: 'one reader of the environment',
    reason: 'A setting that is read in two places is checked in none: only config.ts looks at process.env.',
    find: (tree) =>
      lines(
        tree,
        ({ path, isTest }) => !isTest && !/(^|\/)config\.ts$|\.config\.ts$|^scripts\/|^bench\//.test(path),
        /\bprocess\.env\b|\bimport\.meta\.env\.(?!DEV\b|PROD\b|MODE\b)/,
      ),
  },
  {
    name: 'no channel by name',
    reason: 'Adding a channel touches one line outside its package; what the rest must know is a capability.',
    // Tests speak of real channels; the demo's story and the catalogues of words name them to people. The forms in which settings
    // are typed differ by channel as the channels do, so the pages have one folder for them, with one list beside it.
    find: (tree) =>
      lines(
        tree,
        ({ path, isTest }) =>
          !isTest &&
          !/^packages\/channel-|^apps\/inbox\/src\/channels\.ts$|^apps\/web\/src\/channels\/|\/demo\/|\/locales\/|^scripts\/|^bench\//.test(
            path,
          ),
        channelNames,
      ),
  },
  {
    name: 'no module mocks',
    reason: 'A mocked module proves nothing about the real one: use a real server, or pass the dependency in.',
    find: (tree) => lines(tree, () => true, /\bvi\s*\.\s*(doMock|mock)\s*\(/),
  },
  {
    name: 'names of the product',
    reason: 'A file called utils or service says nothing: name the noun or the operation it holds.',
    find: ({ paths }) =>
      [...paths]
        .filter((path) => BANNED_WORDS.test(path))
        .map((path) => ({ at: path, found: BANNED_WORDS.exec(path)?.[2] ?? '' })),
  },
  {
    name: 'every channel has the same files',
    reason: 'Who knows one channel knows all of them.',
    find: channelFaults,
  },
  {
    name: 'every package says what it is',
    reason: 'A stranger opens README.md first.',
    find: ({ paths }) =>
      packageFolders(paths)
        .filter((folder) => !paths.has(`${folder}/README.md`))
        .map((folder) => ({ at: folder, found: 'README.md is missing' })),
  },
  {
    name: 'pages name files that exist',
    reason: 'A newcomer follows a message by the names a page gives; a name that is gone leads nowhere.',
    find: ({ pages, paths }) =>
      pages.flatMap((page) =>
        namedFiles(page.text)
          .filter((named) => !paths.has(named))
          .map((named) => ({ at: page.path, found: `${named} is not there` })),
      ),
  },
  {
    name: 'the README claims what was measured',
    reason: 'A figure that no run of the bench stands behind is a wish: quote docs/figures.md, or leave it out.',
    find: ({ pages }) => {
      const measured = new Set(figuresIn(pages.find(({ path }) => path === 'docs/figures.md')?.text ?? ''))
      const claimed = figuresIn(pages.find(({ path }) => path === 'README.md')?.text ?? '')
      return claimed.filter((figure) => !measured.has(figure)).map((found) => ({ at: 'README.md', found }))
    },
  },
  {
    name: 'no long files',
    reason: `Over ${LONGEST} lines a file holds more than one noun; one that is better long says "Long because …" at its top.`,
    find: ({ sources }) =>
      sources
        .filter((file) => !file.isTest && countLines(file) > LONGEST && !saysWhyLong(file))
        .map((file) => ({ at: file.path, found: `${countLines(file)} lines` })),
  },
]

/**
 * 'telegram' can only mean the channel. 'email' and 'phone' are also fields of a person, so they count where the line
 * branches on them or speaks of a channel.
 */
function channelNames(line: string): string | null {
  const certain = /(['"`])(telegram|twitter|webchat)\1/.exec(line)
  if (certain) return certain[0]
  const possible = /(['"`])(email|phone)\1/.exec(line)
  if (!possible) return null
  const [literal] = possible
  const branches = new RegExp(`[=!]==\\s*${literal}|${literal}\\s*[=!]==|\\bcase\\s+${literal}`).test(line)
  return branches || /channel/i.test(line) ? literal : null
}

/** Whole paths from the root, in code marks; placeholders such as `packages/channel-<name>` are no names. */
function namedFiles(text: string): string[] {
  return [...text.matchAll(/`((?:packages|apps|scripts|bench)\/[\w./-]+\.(?:tsx?|sql|css|md))`/g)].map(
    ([, named = '']) => named,
  )
}

/** Numbers with a unit the bench uses, in prose: settings, commands and limits in code marks are no claims. */
function figuresIn(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, ' ')
  const figures = prose.matchAll(/(\d[\d.,]*) ?(ms|s|x|×|times|[kMG]B|%|mails (?:a|per) second)(?![\w])/g)
  return [...figures].map(([, number = '', unit = '']) => `${number.replaceAll(',', '')} ${sameUnit[unit] ?? unit}`)
}

const sameUnit: Record<string, string> = { '×': 'x', times: 'x', 'mails per second': 'mails a second' }

function channelFaults({ paths }: Tree): Fault[] {
  const channels = packageFolders(paths).filter((path) => /^packages\/channel-(?!testkit$)/.test(path))
  return channels.flatMap((folder) => {
    const needed = [...CHANNEL_FILES.map((name) => `src/${name}.ts`), 'test/fake-provider.ts']
    const faults = needed.filter((path) => !paths.has(`${folder}/${path}`))
    const isProven = ['contract', 'contract.peers'].some((name) => paths.has(`${folder}/test/${name}.test.ts`))
    if (!isProven) faults.push('test/contract.test.ts')
    return faults.map((path) => ({ at: folder, found: `${path} is missing` }))
  })
}

function packageFolders(paths: ReadonlySet<string>): string[] {
  return [...paths].flatMap((path) => /^((?:packages|apps)\/[^/]+|bench)\/package\.json$/.exec(path)?.[1] ?? [])
}

/** Reports each line of the chosen files in which the pattern is found. */
function lines(
  tree: Tree,
  chosen: (file: SourceFile) => boolean,
  pattern: RegExp | ((line: string) => string | null),
): Fault[] {
  const search = typeof pattern === 'function' ? pattern : (line: string) => pattern.exec(line)?.[0] ?? null
  return tree.sources.filter(chosen).flatMap(({ path, code }) =>
    code.split('\n').flatMap((line, index) => {
      const found = search(line)
      return found === null ? [] : [{ at: `${path}:${index + 1}`, found }]
    }),
  )
}

/** Matches what is imported, re-exported or loaded on demand, if its name fits. */
function importOf(name: RegExp): (line: string) => string | null {
  return (line) => {
    const imported = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*(['"])([^'"]+)\1/.exec(line)?.[2]
    return imported !== undefined && name.test(imported) ? imported : null
  }
}

function countLines({ text }: SourceFile): number {
  return text.split('\n').length - 1
}

function saysWhyLong({ text }: SourceFile): boolean {
  const firstComment = /^(?:\s*(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/))+/.exec(text)?.[0] ?? ''
  return /Long because/.test(firstComment)
}
