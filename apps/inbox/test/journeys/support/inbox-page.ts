/** The inbox as a person sees it: everything is found by its role and name. */
import type { FrameLocator, Locator, Page } from 'playwright-core'

export class InboxPage {
  readonly page: Page
  readonly rows: Locator
  readonly thread: Locator
  readonly composer: Locator
  readonly note: Locator
  readonly sendButton: Locator

  constructor(page: Page) {
    this.page = page
    this.rows = page.getByRole('listbox').getByRole('option')
    this.thread = page.getByRole('region', { name: 'Messages' })
    this.composer = page.getByRole('textbox', { name: 'Reply', exact: true })
    this.note = page.getByRole('textbox', { name: 'Note', exact: true })
    this.sendButton = page.getByRole('region', { name: 'Write' }).getByRole('button', { name: /^Send/ })
  }

  row(words: string): Locator {
    return this.rows.filter({ hasText: words })
  }

  /** The entry that says these words. */
  message(words: string): Locator {
    return this.thread.getByRole('listitem').filter({ hasText: words })
  }

  /** The page inside a mail that came as HTML. */
  mailFrame(author: string): FrameLocator {
    return this.thread.getByTitle(`${author}: message`).last().contentFrame()
  }

  async open(words: string): Promise<void> {
    await this.row(words).click()
    await this.composer.waitFor()
  }

  async reply(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.page.keyboard.press('Control+Enter')
    await this.message(text).waitFor()
  }

  /** Which conversation is open. */
  openId(): string | undefined {
    return /\/c\/(\d+)/.exec(this.page.url())?.[1]
  }
}
