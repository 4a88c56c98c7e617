/** The people of the demo: invented customers of an invented exchange, each with one matter. */

export type Language = 'en' | 'zh'
export type Topic = 'deposit' | 'withdrawal' | 'identity' | 'two_factor' | 'phishing' | 'fees' | 'account'

export type Person = {
  /** What the line knows them by. */
  handle: string
  name: string
  language: Language
  topic: Topic
}

export const cast: readonly Person[] = [
  { handle: 'amelia.hart', name: 'Amelia Hart', language: 'en', topic: 'deposit' },
  { handle: 'tomasz.nowak', name: 'Tomasz Nowak', language: 'en', topic: 'withdrawal' },
  { handle: 'priya.raman', name: 'Priya Raman', language: 'en', topic: 'identity' },
  { handle: 'lucas.ferreira', name: 'Lucas Ferreira', language: 'en', topic: 'two_factor' },
  { handle: 'grace.okafor', name: 'Grace Okafor', language: 'en', topic: 'phishing' },
  { handle: 'noah.berg', name: 'Noah Berg', language: 'en', topic: 'fees' },
  { handle: 'hana.kim', name: 'Hana Kim', language: 'en', topic: 'account' },
  { handle: 'daniel.weiss', name: 'Daniel Weiss', language: 'en', topic: 'account' },
  { handle: 'omar.haddad', name: 'Omar Haddad', language: 'en', topic: 'withdrawal' },
  { handle: 'lin.mei', name: '林美', language: 'zh', topic: 'deposit' },
  { handle: 'wang.hao', name: '王浩', language: 'zh', topic: 'withdrawal' },
  { handle: 'chen.si', name: '陈思', language: 'zh', topic: 'identity' },
  { handle: 'zhao.yunfei', name: '赵云飞', language: 'zh', topic: 'two_factor' },
  { handle: 'zhou.min', name: '周敏', language: 'zh', topic: 'phishing' },
]

export function personCalled(handle: string): Person | null {
  return cast.find((person) => person.handle === handle) ?? null
}
