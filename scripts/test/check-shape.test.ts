import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../check-shape.ts')

/** The smallest repository that is in shape. */
const sound: Record<string, string> = {
  'packages/core/package.json': '{}',
  'packages/core/README.md': '# core',
  'packages/core/src/message.ts': "import { z } from 'zod'\nimport { part } from './part.ts'\n",
  'packages/channel-email/package.json': '{}',
  'packages/channel-email/README.md': '# email',
  'packages/channel-email/src/index.ts': "export const id = 'email'\n",
  'packages/channel-email/src/settings.ts': '',
  'packages/channel-email/src/connection.ts': '',
  'packages/channel-email/src/normalise.ts': '',
  'packages/channel-email/src/render.ts': '',
  'packages/channel-email/src/errors.ts': '',
  'packages/channel-email/test/contract.test.ts': '',
  'packages/channel-email/test/fake-provider.ts': '',
  'apps/inbox/package.json': '{}',
  'apps/inbox/README.md': '# inbox',
  'apps/inbox/src/config.ts': 'export const port = process.env.PORT\n',
  'apps/inbox/src/channels.ts': "export const channels = ['email', 'telegram']\n",
  'apps/inbox/src/demo/story.ts': "export const story = { channel: 'telegram' }\n",
  'apps/inbox/src/people.ts':
    "export const fields = ['name', 'email', 'phone']\n// not every 'telegram' === 'email' is code\n",
  'apps/inbox/test/desk.test.ts': "expect(account.channel).toBe('email')\n",
  'apps/inbox/node_modules/some/utils.ts': '',
  'README.md': 'A start takes 1.5 s, an upload at most `25 MB`; questions are answered within 24 hours.',
  'docs/figures.md': '| cold-start | second start | 1.5 s (1.2 to 1.9) | <= 8 s | yes | full |',
}

/** Each fault by itself: the path and text that break the tree, and the words the report must hold. */
const planted: [rule: string, path: string, text: string, said: string][] = [
  ['core is pure', 'packages/core/src/clock.ts', "import { readFile } from 'node:fs'\n", 'clock.ts:1: node:fs'],
  [
    'core is pure',
    'packages/core/src/clock.ts',
    "\nexport { ring } from '@cordboard/queue/ring'\n",
    'clock.ts:2: @cordboard/queue',
  ],
  ['core is pure', 'packages/core/src/clock.ts', "const late = await import('node:os')\n", 'clock.ts:1: node:os'],
  [
    'one reader of the environment',
    'apps/inbox/src/log.ts',
    'const level = process.env.LEVEL\n',
    'log.ts:1: process.env',
  ],
  ['no channel by name', 'apps/inbox/src/send.ts', "if (account.kind === 'email') retry()\n", "send.ts:1: 'email'"],
  ['no channel by name', 'apps/inbox/src/send.ts', "switch (kind) {\n  case 'phone':\n}\n", "send.ts:2: 'phone'"],
  ['no channel by name', 'apps/web/src/icon.tsx', "const icon = channel ?? 'email'\n", "icon.tsx:1: 'email'"],
  ['no channel by name', 'packages/core/src/icon.ts', "export const twice = ['webchat']\n", "icon.ts:1: 'webchat'"],
  ['no module mocks', 'apps/inbox/test/send.test.ts', `${'vi'}.mock('../src/send.ts')\n`, 'send.test.ts:1: vi'],
  ['names of the product', 'apps/inbox/src/date-utils.ts', '', 'date-utils.ts: utils'],
  ['names of the product', 'apps/inbox/test/helpers/desk.ts', '', 'helpers/desk.ts: helpers'],
  ['names of the product', 'packages/core/src/message.service.ts', '', 'message.service.ts: service'],
  [
    'every channel has the same files',
    'packages/channel-fax/package.json',
    '{}',
    'packages/channel-fax: src/normalise.ts is missing',
  ],
  ['every package says what it is', 'packages/queue/package.json', '{}', 'packages/queue: README.md is missing'],
  [
    'pages name files that exist',
    'ARCHITECTURE.md',
    'It begins in `packages/core/src/message.ts` and ends in `apps/inbox/src/gone.ts`.',
    'ARCHITECTURE.md: apps/inbox/src/gone.ts is not there',
  ],
  ['the README claims what was measured', 'README.md', 'Starts in 1.5 s, and 12x faster.', 'README.md: 12 x'],
  ['no long files', 'apps/inbox/src/everything.ts', 'line\n'.repeat(401), 'everything.ts: 401 lines'],
]

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cordboard-shape-'))
  for (const [path, text] of Object.entries(sound)) await plant(path, text)
})

afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

function check(): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, root], (error, said) => resolve({ code: Number(error?.code ?? 0), said }))
  })
}

test('a repository in shape passes without a word', async () => {
  expect(await check()).toEqual({ code: 0, said: '' })
})

test.each(planted)('%s: finds what is planted in %s', async (rule, path, text, said) => {
  await plant(path, text)
  const result = await check()
  expect(result.code).toBe(1)
  expect(result.said).toMatch(new RegExp(`^${rule}: .{30,}`, 'm'))
  expect(result.said).toContain(said)
})

test('a channel that proves its contract against real peers needs no other proof', async () => {
  await rm(join(root, 'packages/channel-email/test/contract.test.ts'))
  expect((await check()).said).toContain('test/contract.test.ts is missing')
  await plant('packages/channel-email/test/contract.peers.test.ts', '')
  expect((await check()).code).toBe(0)
})

test('a long file that says why may be long', async () => {
  await plant('apps/inbox/src/table.ts', `// Long because it is one table.\n${'line\n'.repeat(401)}`)
  expect((await check()).code).toBe(0)
})
