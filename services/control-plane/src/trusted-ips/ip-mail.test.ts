import { ipLetter } from './ip-mail.js'

it('mails no address that somebody put into the name of their key, protected key or workspace', () => {
  const names = {
    keyName: 'www.evil.example',
    integration: 'https://evil.example',
    workspaceName: 'evil.example/login',
  }
  const call = { ...names, ip: '192.0.2.7', client: 'cursor/0.42', at: new Date('2026-11-21T12:00:00Z') }
  expect(ipLetter(call, 'https://relay.example').paragraphs.join()).not.toContain('evil.example')
})
