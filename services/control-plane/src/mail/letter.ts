/** What a mail says. Only our own words and names that people gave: whatever is in it is shown as text. */
export interface Letter {
  /** Fixed words: no secret, and nothing that a stranger may have chosen. */
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly url: string }
}

/** A mail as it is handed to a mail server. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

// A line break in a header would begin another one; the library folds, and this makes sure that there is nothing to fold.
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()

const paragraph = (html: string): string => `<p style="margin:0 0 16px">${html}</p>`

const button = ({ label, url }: { label: string; url: string }): string =>
  `<a href="${escape(url)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#1d4ed8;color:#ffffff;` +
  `text-decoration:none;font-weight:600">${escape(label)}</a>`

// The light colours of sdks/design: mail programs know no variables, and darken mails in their own way.
const sender = '<p style="margin:0 0 24px;font-weight:700">1Relay</p>'

const page = (content: string): string =>
  `<!doctype html><html lang="en"><body style="margin:0;padding:32px 16px;background:#f5f7fb">` +
  `<div style="max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px;` +
  `font:16px/1.5 system-ui,sans-serif;color:#131a26">${sender}${content}</div></body></html>`

/** The letter as plain text and as HTML that loads nothing from anywhere. */
export const writeMail = (to: string, { subject, paragraphs, action }: Letter): Mail => {
  const plain = paragraphs.map(oneLine)
  const [first = '', ...others] = plain.map((text) => paragraph(escape(text)))
  return {
    to,
    subject: oneLine(subject),
    text: [...plain.slice(0, 1), ...(action ? [action.url] : []), ...plain.slice(1)].join('\n\n') + '\n',
    html: page([first, ...(action ? [paragraph(button(action))] : []), ...others].join('')),
  }
}
