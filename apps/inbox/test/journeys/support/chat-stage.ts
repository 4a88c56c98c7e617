/** What a journey over a chat needs: a desk that its provider can call, and a browser. */
import { freePorts } from '@cordboard/channel-testkit/peers/free-ports'
import type { Browser } from 'playwright-core'
import { createTestDatabase } from '../../support/postgres.ts'
import { launchBrowser } from './browser.ts'
import { type Desk, startDesk } from './desk.ts'

export interface ChatStage extends AsyncDisposable {
  desk: Desk
  browser: Browser
}

/** X's names stay in every request, wherever they lead. */
const allowPrivateHosts = '127.0.0.0/8,localhost,api.x.com,ton.twitter.com'

export async function openChatStage(): Promise<ChatStage> {
  await using opening = new AsyncDisposableStack()
  const database = opening.use(await createTestDatabase())
  const [publicPort = 0] = await freePorts(1)
  const [desk, browser] = await Promise.all([
    startDesk({ databaseUrl: database.url, allowPrivateHosts, publicPort }),
    launchBrowser(),
  ])
  opening.use(desk)
  opening.defer(() => browser.close())
  const opened = opening.move()
  return { desk, browser, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
