/** Readable plain text from sanitised HTML, for mail that has no text part: for search, list rows and text views. */
import { attributeOf, walkSafeHtml } from './safe-html.ts'

const lineTags = new Set(
  'address blockquote caption center dd div dl dt figcaption figure li ol p pre table tr ul h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
)
const paragraphTags = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol'])
/** White space other than single spaces; also what newsletters pad their first line with. */
const uneven = / {2}|[^\S ]|\u200b|\u200c|\u034f|\ufeff/
const endsBlank = /\s/
const hiddenStyle = /(?:^|;)display:none/i

/** Lines end in LF; quoted blocks get `> `, list items `- `, table cells a tab between them. */
export function textOfHtml(html: string): string {
  const writer = new LineWriter()
  let hidden = 0
  walkSafeHtml(html, {
    open(name, attributes) {
      if (hidden > 0 || hiddenStyle.test(attributeOf(attributes, 'style') ?? '')) hidden++
      else writer.open(name)
    },
    text(text) {
      if (hidden === 0) writer.write(text)
    },
    close(name) {
      if (hidden === 0) writer.close(name)
      else hidden--
    },
  })
  return writer.text()
}

class LineWriter {
  readonly #lines: string[] = []
  #line = ''
  // Asked of the line itself, they would be answered anew at every word of it.
  #endsBlank = true
  #hasWords = false
  #quoteDepth = 0
  #verbatim = 0

  open(name: string): void {
    if (name === 'br') this.#endLine()
    else if (name === 'hr') {
      this.#startLine()
      this.#append('---')
      this.#endLine()
    } else if (lineTags.has(name)) this.#startLine()
    if (name === 'blockquote') this.#quoteDepth++
    else if (name === 'pre') this.#verbatim++
    else if (name === 'li') this.#append('- ')
    else if ((name === 'td' || name === 'th') && this.#hasWords) this.#append('\t')
  }

  close(name: string): void {
    if (lineTags.has(name)) this.#startLine()
    if (name === 'blockquote') this.#quoteDepth--
    else if (name === 'pre') this.#verbatim--
    if (paragraphTags.has(name) && this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('')
  }

  write(text: string): void {
    if (this.#verbatim > 0) {
      const [first = '', ...rest] = text.split('\n')
      this.#append(first)
      for (const line of rest) {
        this.#endLine()
        this.#append(line)
      }
      return
    }
    const flat = uneven.test(text) ? text.replace(/(?:\s|\u200b|\u200c|\u034f|\ufeff)+/g, ' ') : text
    this.#append(this.#endsBlank ? flat.trimStart() : flat)
  }

  text(): string {
    this.#startLine()
    return this.#lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  }

  #append(text: string): void {
    if (text === '') return
    this.#line += text
    this.#endsBlank = endsBlank.test(text.slice(-1))
    this.#hasWords ||= text.trim() !== ''
  }

  #startLine(): void {
    if (this.#line !== '') this.#endLine()
  }

  #endLine(): void {
    this.#lines.push(`${'> '.repeat(Math.min(this.#quoteDepth, 10))}${this.#line.trimEnd()}`.trimEnd())
    this.#line = ''
    this.#endsBlank = true
    this.#hasWords = false
  }
}
