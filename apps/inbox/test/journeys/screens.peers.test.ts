/** Every screen and state, in both languages, themes and two widths: photographed to be looked at, and checked by what a machine can check. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDesk, wordsOfPeople } from './support/full-desk.ts'
import { screensOf, type Screen } from './support/screens.ts'
import { openStage, type Stage } from './support/stage.ts'
import { walkScreen } from './support/walk-screens.ts'

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('every screen', () => {
  let stage: Stage
  const screens: Screen[] = []
  let customerWords: ReadonlySet<string>
  beforeAll(async () => {
    stage = await openStage()
    const desk = await fillDesk(stage)
    customerWords = await wordsOfPeople(stage.desk)
    const { url } = await stage.desk.call<{ url: string }>('POST', '/invitations', { role: 'agent' })
    const { items } = await stage.desk.call<{ items: { id: string }[] }>('GET', '/accounts')
    screens.push(...screensOf({ invitation: new URL(url).pathname, desk, accountId: items[0]?.id ?? '' }))
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  test.each(['en', 'zh-CN'] as const)(
    'in %s',
    async (language) => {
      const locale = language === 'en' ? 'en-US' : 'zh-CN'
      const tolerates = /404 \(Not Found\)/
      const entrance = await stage.sit('/sign-in', { locale, agent: null, tolerates })
      const seat = await stage.sit('/inbox/mine', { locale, tolerates })
      const problems: string[] = []
      for (const screen of screens) {
        const found = await walkScreen(screen.signedIn === false ? entrance : seat, stage.desk.url, screen, {
          language,
          customerWords,
        })
        problems.push(...found.map((words) => `${screen.name}: ${words}`))
      }
      expect(problems).toEqual([])
    },
    240_000,
  )
})
