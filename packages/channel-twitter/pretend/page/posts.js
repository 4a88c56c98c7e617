/** Posts as they stand on the page: the newest thread first, each in its own order. */
import { h, t, timeOf } from '../kit/page.js'

export function byThread(posts) {
  const threads = Map.groupBy(posts, ({ thread }) => thread)
  return [...threads.values()].toSorted((a, b) => (a.at(-1).at < b.at(-1).at ? 1 : -1)).flat()
}

export function postArticle({ post, answered }, { onAnswer }) {
  const { author, isBrand, at, text, files, answers } = post
  return h(
    'article',
    {
      class: `post sheet ${isBrand ? 'brand' : ''} ${answers ? 'below' : ''}`,
      tabindex: 0,
      'aria-label': `${author.name}, ${timeOf(at)}`,
    },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, [...author.name][0]),
    h(
      'div',
      {},
      h('p', { class: 'who' }, h('strong', {}, author.name), ` @${author.username} · ${timeOf(at)}`),
      answers &&
        h('p', { class: 'soft' }, answered ? t('answers', { name: answered.author.name }) : t('answersEarlier')),
      h('p', { class: 'words' }, ...mentionsIn(text)),
      ...pictures(files, author.name),
      h('button', { type: 'button', on: { click: () => onAnswer(post) } }, t('answer')),
    ),
  )
}

export function directMessage({ mine, at, text, files }, name) {
  return h(
    'article',
    { class: `bubble ${mine ? 'mine' : 'theirs'}`, 'aria-label': `${mine ? t('you') : name}, ${timeOf(at)}` },
    text !== '' && h('p', { class: 'words' }, text),
    ...pictures(files, mine ? t('you') : name),
    h('p', { class: 'soft' }, timeOf(at)),
  )
}

function mentionsIn(text) {
  return text.split(/(@\w{1,20})/).map((part) => (part.startsWith('@') ? h('span', { class: 'mention' }, part) : part))
}

function pictures(files, name) {
  return files.map(({ id, type }) => {
    const address = `files/${encodeURIComponent(id)}`
    return type.startsWith('video/')
      ? h('video', { src: address, controls: true, preload: 'metadata' })
      : h('img', { src: address, alt: t('shown', { name }) })
  })
}
