import { writeMail } from './letter.js'

const letter = { subject: 'Hello', paragraphs: ['First.', 'Last.'] }

describe('writeMail', () => {
  it('keeps a subject on one line, whatever is in it', () => {
    const subject = 'Hello\r\nBcc: victim@example.com\n\tand\u2028more\u0000'
    expect(writeMail('a@example.com', { ...letter, subject }).subject).toBe('Hello Bcc: victim@example.com and more')
  })

  it('shows a name that people gave as text, never as markup', () => {
    const { html } = writeMail('a@example.com', { ...letter, paragraphs: [`<img src=x onerror="a('&')">`] })
    expect(html).toContain('&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;')
    expect(html).not.toContain('<img')
  })

  it('lets no address leave its link', () => {
    const action = { label: '<b>Go</b>', url: 'https://a.example/"><script>' }
    const { html } = writeMail('a@example.com', { ...letter, action })
    expect(html).toContain('href="https://a.example/&quot;&gt;&lt;script&gt;"')
    expect(html).not.toMatch(/<b>|<script/)
  })

  it('loads nothing from anywhere, so that nobody learns when it was read', () => {
    const action = { label: 'Go', url: 'https://a.example/' }
    expect(writeMail('a@example.com', { ...letter, action }).html).not.toMatch(/<img|<link|url\(|@import|src=/)
  })

  it('says the same in plain text, with the whole address on a line of its own', () => {
    const action = { label: 'Go', url: 'https://a.example/#token' }
    const { text } = writeMail('a@example.com', { ...letter, action })
    expect(text).toBe('First.\n\nhttps://a.example/#token\n\nLast.\n')
  })
})
