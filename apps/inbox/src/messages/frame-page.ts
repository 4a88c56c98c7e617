/** Mail is written for white paper, so it gets white paper: in the dark theme too. */
const baseStyle = `
html { background: #fff; color: #16181d; color-scheme: light; }
body { margin: 0; padding: 1px 0; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
img[data-remote-src]:not([src]) { min-width: 16px; min-height: 16px; background: #eef0f4; content: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='16' height='16'/%3E"); }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #dfe3ea; color: #545b69; }
a { color: #1d4ed8; }
`

/** `html` is sanitised already. Links open outside; the page itself goes nowhere. */
export function framePage(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><base target="_blank"><title>Message</title><style>${baseStyle}</style></head><body>${html}</body></html>`
}
