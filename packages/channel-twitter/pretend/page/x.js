/** The pretend X: who somebody is, what they post, and what they write to the desk's profile in private. */
import { act, h, put, say, sendsOnEnter, startPage, t } from '../kit/page.js'
import { byThread, directMessage, postArticle } from './posts.js'
import { words } from './words.js'

const byId = (id) => document.getElementById(id)
const [people, posts, messages, poster, writer, post, message] = [
  'people',
  'posts',
  'messages',
  'poster',
  'writer',
  'post',
  'message',
].map(byId)
let state = null
let chosen = null
/** The post the next one answers. */
let answered = null

const page = startPage({ words, draw })

function player() {
  return state.players.find(({ id }) => id === chosen) ?? state.players[0]
}

function draw(next) {
  const isFirst = state === null
  state = next
  chosen ??= state.players[0].id
  put(
    people,
    state.players.map(({ id, name, username }) => ({ id, name, username, now: id === chosen })),
    {
      key: ({ id }) => id,
      draw: playerButton,
    },
  )
  byId('unread').textContent = state.isRead ? '' : t('unread')
  byId('with').textContent = t('with', { name: state.brand.name })
  byId('close').textContent = t(player().closed ? 'open' : 'close')
  if (isFirst) post.value = `@${state.brand.username} `
  drawPosts()
  drawMessages()
  drawAnswered()
}

function playerButton({ id, name, username, now }) {
  return h(
    'button',
    { type: 'button', 'aria-current': now ? 'true' : null, on: { click: () => choose(id) } },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, [...name][0]),
    h('span', {}, h('strong', {}, name), h('small', {}, `@${username}`)),
  )
}

function choose(id) {
  chosen = id
  messages.replaceChildren()
  say('')
  page.redraw()
}

function drawPosts() {
  const items = byThread(state.posts).map((one) => ({
    post: one,
    answered: state.posts.find(({ id }) => id === one.answers) ?? null,
  }))
  put(posts, items.length > 0 ? items : [null], {
    key: (item) => item?.post.id ?? 'empty',
    draw: (item) =>
      item ? postArticle(item, { onAnswer }) : h('p', { class: 'soft' }, t('empty', { name: state.brand.username })),
  })
}

function drawMessages() {
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80
  const all = player().messages
  put(messages, all.length > 0 ? all : [null], {
    key: (item) => item?.id ?? 'empty',
    draw: (item) => (item ? directMessage(item, state.brand.name) : h('p', { class: 'soft' }, t('emptyMessages'))),
  })
  if (isAtEnd) messages.scrollTop = messages.scrollHeight
}

function onAnswer(to) {
  answered = to
  post.value = `@${to.author.username} `
  drawAnswered()
  post.focus()
}

function drawAnswered() {
  const about = poster.querySelector('.about')
  about.hidden = answered === null
  if (answered) about.querySelector('p').textContent = t('answering', { name: answered.author.name })
}

function drop() {
  answered = null
  post.value = `@${state.brand.username} `
  drawAnswered()
}

/** What the form says and its picture, done as whoever was chosen. */
async function perform(form, fields) {
  const input = form.querySelector('input[type=file]')
  const done = await act({ as: player().id, ...fields }, [...input.files])
  if (!done) return false
  input.value = ''
  input.dispatchEvent(new Event('change'))
  return true
}

async function sendPost() {
  const fields = { do: 'post', text: post.value, answers: answered?.id ?? '' }
  if (await perform(poster, fields)) drop()
}

async function sendMessage() {
  if (!(await perform(writer, { do: 'message', text: message.value }))) return
  message.value = ''
  message.focus()
}

for (const [form, field, send] of [
  [poster, post, sendPost],
  [writer, message, sendMessage],
]) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send()
  })
  sendsOnEnter(field, send)
  form.querySelector('input').addEventListener('change', ({ target }) => {
    form.querySelector('.picked').textContent = target.files[0] ? t('picked', { name: target.files[0].name }) : ''
  })
}
poster.querySelector('.about button').addEventListener('click', drop)
byId('close').addEventListener('click', () => act({ as: player().id, do: player().closed ? 'open' : 'close' }))
