/** What a customer on the pretend X can do, by the name the page gives it. */
import { type Act, ActRefused } from '@cordboard/core/channel/pretend'
import type { FakeX } from './fake-x.ts'
import type { Person } from './people.ts'

const longestPost = 280
const longestMessage = 10_000
const pictures = /^image\/(png|jpeg|gif|webp)$/

type Doing = (x: FakeX, player: Person, act: Act) => void

export const acts: ReadonlyMap<string, Doing> = new Map(
  Object.entries<Doing>({
    post: (x, { id }, act) => {
      const media = mediaIn(x, act, 'post')
      const text = textIn(act, { longest: longestPost, needed: true })
      const answers = act.fields['answers'] ?? ''
      if (answers !== '' && !x.world.posts.some((post) => post.id === answers)) throw new ActRefused('gone')
      x.world.addPost(id, text, { ...media, ...(answers === '' ? {} : { answers }) })
    },
    message: (x, { id }, act) => {
      const media = mediaIn(x, act, 'dm')
      const text = textIn(act, { longest: longestMessage, needed: act.files.length === 0 })
      x.world.addEvent(id, x.world.pair(id), text, media)
    },
    /** From now on the desk may not write to them. */
    close: (x, { id }) => void x.endpoints.closed.add(id),
    open: (x, { id }) => void x.endpoints.closed.delete(id),
  }),
)

function textIn({ fields }: Act, { longest, needed }: { longest: number; needed: boolean }): string {
  const text = fields['text']?.trim() ?? ''
  if (text.length > longest || (needed && text === '')) throw new ActRefused('text')
  return text
}

function mediaIn(x: FakeX, { files }: Act, place: 'dm' | 'post'): { attachments?: { media_keys: string[] } } {
  const [file] = files
  if (!file) return {}
  if (files.length > 1 || !pictures.test(file.mediaType)) throw new ActRefused('picture')
  return { attachments: { media_keys: [x.world.addMedia(file.bytes, file.mediaType, place).key] } }
}
