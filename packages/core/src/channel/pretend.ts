/** What a channel offers to a demo: a provider that runs on this machine, and a page to write on as one of its customers. */

/** A file somebody chose on the page. */
export type GivenFile = { fileName: string; mediaType: string; bytes: Uint8Array }

/** What somebody did on the page: the form's fields, and its files. */
export type Act = { fields: Readonly<Record<string, string>>; files: readonly GivenFile[] }

/** The page cannot do that; it shows `code` in its own words. */
export class ActRefused extends Error {
  override readonly name = 'ActRefused'
  readonly code: string

  constructor(code: string) {
    super(`The page refuses: ${code}`)
    this.code = code
  }
}

/**
 * What the page shows and does. The desk serves the files of `folder` (`index.html` first) beside a kit of its own at `../kit/`, tells
 * the page each new `state`, and hands over what is done on it. Everything is in memory.
 */
export interface PretendPage {
  /** A folder, with a slash at its end. */
  folder: URL
  /** JSON: everything customers see by now. */
  state(): object
  /** Calls back after each change, until the returned function is called. */
  watch(changed: () => void): () => void
  /** Throws `ActRefused`. */
  act(act: Act): void
  /** One that `state` names; `null` when there is none. */
  file(id: string): GivenFile | null
}

/** Runs until it is disposed of. */
export interface PretendProvider extends AsyncDisposable {
  /** Of an account that is connected to it, as an admin would type them. The same identity at each start, at other addresses. */
  settings: Record<string, unknown>
  /** What the account is called on the desk. */
  accountName: string
  page: PretendPage
}
