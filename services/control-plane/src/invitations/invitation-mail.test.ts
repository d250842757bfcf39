import { invitationMail } from './invitation-mail.js'

it('mails no address that somebody put into the name of their workspace', () => {
  const workspaceName = 'Sign in at https://evil.example/login'
  const { paragraphs } = invitationMail({ workspaceName, invitedBy: 'jane@example.com', url: 'https://relay.example' })
  expect(paragraphs.join()).not.toContain('evil.example')
})
