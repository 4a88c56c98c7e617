import { describe, expect, it } from 'vitest'
import { render } from '../src/render.ts'

/** The HTML without its styles. */
function bare(markdown: string): string {
  return render(markdown)
    .html.replace(/ style="[^"]*"/g, '')
    .replace(/^<div>|<\/div>$/g, '')
}

describe('a signature', () => {
  it('stands under the text as mail programs know it, and in a marked block of the HTML', () => {
    const { text, html } = render('Hello', '**Anna**\nSupport <b>')
    expect(text).toBe('Hello\n\n-- \nAnna\nSupport <b>')
    expect(html).toMatch(/<p [^>]*>Hello<\/p><div class="gmail_signature moz-signature" [^>]*><p [^>]*><strong>Anna/)
    expect(html).toContain('Support &lt;b&gt;')
    expect(text.startsWith(render('Hello').text)).toBe(true)
    expect(render('Hello', ' \n')).toEqual(render('Hello'))
  })
})

describe('render', () => {
  it('keeps paragraphs and line breaks', () => {
    expect(bare('你好,\n第二行\n\nRegards')).toBe('<p>你好,<br>第二行</p><p>Regards</p>')
    expect(render('你好,\n第二行\n\nRegards').text).toBe('你好,\n第二行\n\nRegards')
  })

  it('writes emphasis, code, lists and quotes', () => {
    expect(bare('**b** *i* `a<b`')).toBe('<p><strong>b</strong> <em>i</em> <code>a&lt;b</code></p>')
    expect(bare('- one\n- two\n  - deep')).toBe('<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>')
    expect(bare('3. c\n4. d')).toBe('<ol start="3"><li>c</li><li>d</li></ol>')
    expect(bare('> said\n> so')).toBe('<blockquote><p>said<br>so</p></blockquote>')
    expect(bare('```\na < b\n  c\n```')).toBe('<pre>a &lt; b\n  c</pre>')
  })

  it('writes a text that can be read by itself', () => {
    const markdown =
      '**Hi** [our page](https://desk.test/a)\n\n> said\n> so\n\n- one\n- two\n  - deep\n\n1. x\n2. y\n\nwrite a@desk.test'
    expect(render(markdown).text).toBe(
      'Hi our page (https://desk.test/a)\n\n> said\n> so\n\n- one\n- two\n  - deep\n\n1. x\n2. y\n\nwrite a@desk.test',
    )
  })

  it.each(['http://a.test/', 'https://a.test/?x=1&y=2', 'mailto:a@b.test', 'tel:+4930123'])('links to %s', (href) => {
    expect(bare(`[here](${href})`)).toBe(`<p><a href="${href.replace('&', '&amp;')}">here</a></p>`)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.test/x',
    'cid:x',
    'java\tscript:x',
  ])('shows a link to %s as it was typed', (href) => {
    expect(bare(`[here](<${href}>)`)).not.toContain('<a')
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick=x>b</b>',
    '<!-- x -->',
    '<style>*{}</style>',
    '[x](https://a.test/"onmouseover="alert(1))',
    '![x](https://evil.test/pixel.gif)',
    '[<img src=x>](https://a.test)',
    '```\n</pre><script>x</script>\n```',
    '`<b>`',
    '<a href="javascript:x">y</a>',
    '&lt;script&gt;',
  ])('lets no raw HTML through: %s', (markdown) => {
    const tags = [...bare(markdown).matchAll(/<\/?([a-z]+)((?:\s[^>]*)?)>/g)]
    for (const [, tag, attributes] of tags) {
      expect(['p', 'br', 'strong', 'em', 'code', 'pre', 'a', 'div']).toContain(tag)
      expect(attributes).toMatch(/^(?: href="[^"]*")?$/)
    }
  })

  it('shows an image only when the mail itself carries it', () => {
    expect(bare('![chart](cid:c1@desk)')).toBe('<p><img src="cid:c1@desk" alt="chart"></p>')
    expect(render('![chart](cid:c1@desk)').text).toBe('[chart]')
  })

  it('shows what is outside the subset as it was typed', () => {
    expect(bare('# 1 order\n\n| a | b |\n|---|---|\n| 1 | 2 |')).toBe(
      '<p># 1 order</p><p>| a | b |<br>|---|---|<br>| 1 | 2 |</p>',
    )
    expect(bare('&copy; ~~x~~')).toBe('<p>&amp;copy; ~~x~~</p>')
  })

  it.each(['>', '[', '*', '**a', '_a_', '![[', '[a](', '- ', '1. ', '> > ', '`', '<', '\\', 'a@'])(
    'answers 60 kB of %j within a second of work',
    (unit) => {
      const before = process.threadCpuUsage()
      render(unit.repeat(Math.ceil(60_000 / unit.length)))
      const { user, system } = process.threadCpuUsage(before)
      expect(user + system).toBeLessThan(1_000_000)
    },
  )
})
