/** One message, or an album of several, as it stands in the chat. */
import { h, t, timeOf } from '../kit/page.js'
import { marked } from './marks.js'

const signs = ['👍', '👎', '❤', '😁', '😢']
const shortMost = 60

/** Messages of one album, beside each other, become one. */
export function gathered(messages) {
  const shown = []
  for (const message of messages) {
    const last = shown.at(-1)
    if (message.album !== null && last?.at(-1).album === message.album) last.push(message)
    else shown.push([message])
  }
  return shown
}

/** `on`: `answer(message)`, `edit(message)`, `react(message, sign)`. */
export function bubble({ items, answered, blocked }, on) {
  const [first] = items
  const isGone = items.every(({ deleted }) => deleted)
  const said = items.find(({ text }) => text !== '') ?? first
  return h(
    'article',
    {
      class: `bubble ${first.mine ? 'mine' : 'theirs'}`,
      tabindex: 0,
      'aria-label': `${first.mine ? t('you') : t('bot')}, ${timeOf(first.at)}`,
    },
    answered && h('p', { class: 'answered' }, shortOf(answered)),
    isGone && h('p', { class: 'gone' }, t('deleted')),
    !isGone &&
      items.some(({ file }) => file) &&
      h('div', { class: items.length > 1 ? 'album' : 'single' }, ...items.map(fileOf)),
    !isGone && first.location && h('p', {}, t('place', first.location)),
    !isGone && said.text !== '' && h('div', { class: 'words' }, ...marked(said.text, said.entities)),
    h(
      'p',
      { class: 'meta' },
      [items.some(({ edited }) => edited) && t('edited'), timeOf(first.at)].filter(Boolean).join(' · '),
    ),
    !isGone && !blocked && actions({ first, said }, on),
    first.reaction && h('span', { class: 'reaction', 'aria-hidden': 'true' }, first.reaction),
  )
}

/** The first words of a message, where another refers to it. */
export function shortOf({ text, file }) {
  const words = text || file?.name || t('earlier')
  return words.length > shortMost ? `${words.slice(0, shortMost)}…` : words
}

function actions({ first, said }, on) {
  const button = (words, act, more = {}) => h('button', { type: 'button', on: { click: act }, ...more }, words)
  const sign = (emoji) => {
    const isSet = first.reaction === emoji
    const label = t(isSet ? 'unreact' : 'react', { sign: emoji })
    return button(emoji, () => on.react(first, isSet ? '' : emoji), {
      'aria-label': label,
      'aria-pressed': String(isSet),
    })
  }
  return h(
    'div',
    { class: 'actions' },
    button(t('answer'), () => on.answer(said)),
    first.mine && !first.location && button(t('edit'), () => on.edit(said)),
    ...(first.mine ? [] : signs.map(sign)),
  )
}

function fileOf({ file, deleted }) {
  if (!file || deleted) return null
  const address = `files/${encodeURIComponent(file.id)}`
  if (file.kind !== 'document' && file.type.startsWith('image/'))
    return h('img', { src: address, alt: t('picture', { name: file.name }) })
  if (file.type.startsWith('video/')) return h('video', { src: address, controls: true, preload: 'metadata' })
  if (file.type.startsWith('audio/')) return h('audio', { src: address, controls: true, preload: 'metadata' })
  return h('a', { class: 'file', href: address, download: file.name }, file.name)
}
