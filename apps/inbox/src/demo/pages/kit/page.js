/** What the pages of the demo share: words in two languages, elements, the state as it changes, and acts. */

const languages = { en: 'English', 'zh-CN': '简体中文' }
const kept = 'cordboard-demo-language'

let table = {}
let redraw = () => {}

export function language() {
  const wanted = localStorage.getItem(kept) ?? navigator.language
  return wanted.startsWith('zh') ? 'zh-CN' : 'en'
}

/** A sentence of the page in the reader's language; `{name}` is replaced by `values.name`. */
export function t(key, values = {}) {
  const words = table[language()]?.[key] ?? key
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''))
}

/** An element. `on` holds listeners; `null` attributes are left out; text is text. */
export function h(name, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    element.setAttribute(attribute, value === true ? '' : String(value))
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener)
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

/** Puts `items` into `parent`, keeping the elements of those that did not change, so that focus and selection stay where they are. */
export function put(parent, items, { key, draw }) {
  const before = new Map([...parent.children].map((element) => [element.dataset.key, element]))
  const wanted = items.map((item) => {
    const [name, version] = [String(key(item)), JSON.stringify([item, language()])]
    const known = before.get(name)
    if (known?.version === version) return known
    const element = draw(item)
    element.dataset.key = name
    element.version = version
    return element
  })
  for (const element of before.values()) if (!wanted.includes(element)) element.remove()
  for (const [index, element] of wanted.entries())
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null)
}

/** Does something on the page's provider. Resolves to whether it was done; what was refused is said on the page. */
export async function act(fields, files = []) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const file of files) form.append('file', file, file.name)
  const response = await fetch('act', { method: 'POST', body: form }).catch(() => null)
  say(response?.ok ? '' : t(`refused_${response ? await response.text() : 'away'}`))
  return response?.ok === true
}

/** Says something to everybody, those who listen included. */
export function say(words) {
  const place = document.getElementById('said')
  place.textContent = words.startsWith('refused_') ? t('refused_unknown') : words
}

export function timeOf(iso) {
  return new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit' }).format(new Date(iso))
}

/** Sends on Enter, but not on the Enter that ends a Chinese word; Shift and Enter begin a line. */
export function sendsOnEnter(field, send) {
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  })
}

/** `words`: by language. `draw(state)` is called with each new state and after a change of language. */
export function startPage({ words, draw }) {
  table = words
  let state = null
  redraw = () => {
    document.documentElement.lang = language()
    for (const element of document.querySelectorAll('[data-t]')) element.textContent = t(element.dataset.t)
    for (const element of document.querySelectorAll('[data-t-label]'))
      element.setAttribute('aria-label', t(element.dataset.tLabel))
    for (const element of document.querySelectorAll('[data-t-placeholder]'))
      element.setAttribute('placeholder', t(element.dataset.tPlaceholder))
    document.title = t('title')
    if (state) draw(state)
  }
  offerLanguages()
  redraw()
  const source = new EventSource('state')
  source.addEventListener('message', ({ data }) => {
    state = JSON.parse(data)
    document.body.classList.remove('away')
    draw(state)
  })
  source.addEventListener('error', () => document.body.classList.add('away'))
  return { redraw: () => redraw() }
}

function offerLanguages() {
  const select = document.getElementById('language')
  for (const [code, name] of Object.entries(languages))
    select.append(h('option', { value: code, lang: code, selected: code === language() }, name))
  select.addEventListener('change', () => {
    localStorage.setItem(kept, select.value)
    redraw()
  })
}
