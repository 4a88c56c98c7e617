/** Who is there to write: people, groups, and what Telegram says of them in updates. */

export type FakePerson = {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
}
export type FakeChat = {
  id: number
  type: 'private' | 'group' | 'supergroup' | 'channel'
  title?: string
  username?: string
  first_name?: string
  last_name?: string
  is_forum?: true
}

export function privateChat({ id, first_name, last_name, username }: FakePerson): FakeChat {
  return { id, type: 'private', first_name, ...(last_name ? { last_name } : {}), ...(username ? { username } : {}) }
}

export function fakePerson(id: number, more: Partial<FakePerson> = {}): FakePerson {
  return { id, is_bot: false, first_name: `Person ${id}`, language_code: 'en', ...more }
}

export function fakeGroup(id: number, title: string, more: Partial<FakeChat> = {}): FakeChat {
  return { id, type: 'supergroup', title, ...more }
}
