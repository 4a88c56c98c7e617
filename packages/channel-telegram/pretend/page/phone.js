/** The pretend phone: whose it is, the chat with the desk's bot, and what its owner does there. */
import { act, h, put, say, sendsOnEnter, startPage, t } from '../kit/page.js'
import { bubble, gathered, shortOf } from './message.js'
import { words } from './words.js'

const byId = (id) => document.getElementById(id)
const [people, messages, text, about] = ['people', 'messages', 'text', 'about'].map(byId)
let state = null
let chosen = null
/** What the composer is about: `{ kind: 'answer' | 'edit', message }`, or nothing. */
let subject = null

const page = startPage({ words, draw })

function chat() {
  return state.chats.find(({ id }) => id === chosen) ?? state.chats[0]
}

function draw(next) {
  state = next
  chosen ??= state.chats[0].id
  const { blocked, typing } = chat()
  put(
    people,
    state.chats.map(({ id, name, messages: all }) => ({
      id,
      name,
      last: all.findLast(({ deleted }) => !deleted)?.text ?? '',
      now: id === chosen,
    })),
    {
      key: ({ id }) => id,
      draw: personButton,
    },
  )
  byId('bot').textContent = t('bot')
  byId('standing').textContent = typing ? t('typing') : `${t('standing')} · @${state.bot.username}`
  byId('unread').textContent = state.isRead ? '' : t('unread')
  byId('block').textContent = t(blocked ? 'unblock' : 'block')
  for (const field of document.querySelectorAll('#composer :is(button, input, textarea)')) field.disabled = blocked
  drawMessages()
  drawSubject()
}

function personButton({ id, name, last, now }) {
  return h(
    'button',
    { type: 'button', 'aria-current': now ? 'true' : null, on: { click: () => choose(id) } },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, [...name][0]),
    h('span', {}, h('strong', {}, name), h('small', {}, last)),
  )
}

function choose(id) {
  chosen = id
  subject = null
  messages.replaceChildren()
  say('')
  page.redraw()
  text.focus()
}

function drawMessages() {
  const { messages: all, blocked } = chat()
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80
  const shown = gathered(all).map((items) => ({
    items,
    blocked,
    answered: items[0].replyTo === null ? null : (all.find(({ id }) => id === items[0].replyTo) ?? { text: '' }),
  }))
  const end = blocked ? 'blocked' : all.length === 0 ? 'empty' : null
  put(messages, [...shown, ...(end ? [{ end }] : [])], {
    key: ({ items, end: note }) => items?.[0].id ?? note,
    draw: (one) => (one.end ? h('p', { class: 'end' }, t(one.end)) : bubble(one, { answer, edit, react })),
  })
  if (isAtEnd) messages.scrollTop = messages.scrollHeight
}

function answer(message) {
  takeUp({ kind: 'answer', message })
}

function edit(message) {
  takeUp({ kind: 'edit', message })
  text.value = message.text
}

function takeUp(next) {
  subject = next
  drawSubject()
  text.focus()
}

function react({ id }, sign) {
  return perform({ do: 'react', message: id, sign })
}

function drawSubject() {
  about.hidden = subject === null
  if (subject === null) return
  about.querySelector('p').textContent =
    subject.kind === 'edit' ? t('editing') : t('answering', { words: shortOf(subject.message) })
}

function drop() {
  if (subject?.kind === 'edit') text.value = ''
  subject = null
  drawSubject()
}

function perform(fields, files) {
  return act({ chat: chat().id, ...fields }, files)
}

async function send() {
  const said = text.value
  const fields =
    subject?.kind === 'edit'
      ? { do: 'edit', message: subject.message.id, text: said }
      : { do: 'write', text: said, replyTo: subject?.message.id ?? '' }
  if (!(await perform(fields))) return
  text.value = ''
  drop()
  text.focus()
}

async function sendFiles(input, as) {
  const files = [...input.files]
  input.value = ''
  if (files.length === 0) return
  const done = await perform({ do: 'files', as, text: text.value, replyTo: subject?.message.id ?? '' }, files)
  if (!done) return
  text.value = ''
  drop()
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  send()
})
sendsOnEnter(text, send)
about.querySelector('button').addEventListener('click', drop)
byId('photos').addEventListener('change', ({ target }) => sendFiles(target, 'photos'))
byId('files').addEventListener('change', ({ target }) => sendFiles(target, 'files'))
byId('voice').addEventListener('click', () => perform({ do: 'voice' }))
byId('location').addEventListener('click', () => perform({ do: 'location' }))
byId('block').addEventListener('click', () => perform({ do: chat().blocked ? 'unblock' : 'block' }))
