/** A place of the provider's that an account can watch, such as a folder of a mailbox. */
export type Place = {
  /** As settings name it. */
  name: string
  /** Its name from the root on, for showing where it lies. */
  path: readonly string[]
  /** What the provider keeps there, where it says; `all` and `flagged` show what lies in other places as well. */
  role: PlaceRole | null
}

export type PlaceRole = 'inbox' | 'archive' | 'sent' | 'drafts' | 'trash' | 'junk' | 'all' | 'flagged'
