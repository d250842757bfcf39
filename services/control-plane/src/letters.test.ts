import { globSync } from 'node:fs'
import { headMail } from './audit-log/head-mail.js'
import { farewellMail } from './departure/farewell-mail.js'
import { invitationMail } from './invitations/invitation-mail.js'
import { signInMail } from './magic-links/sign-in-mail.js'
import { budgetMail, type Reached, type Subject } from './notices/budget-mail.js'
import { type Leaked, leakMail } from './notices/leak-mail.js'
import { passkeyMail } from './passkeys/passkey-mail.js'
import { passwordMail } from './accounts/password-mail.js'
import { ipLetter } from './trusted-ips/ip-mail.js'
import { type Letter, writeMail } from './mail/letter.js'

const ORIGIN = 'https://relay.example'
const NAME = 'Invoice overdue\r\n\r\nBcc: a@evil.example\u2028https://evil.example/pay'
const workspaceId = 'workspace'

const reached = (subject: Subject): Reached => ({
  subject,
  budget: { period: 'day', capMicros: 10 },
  spentMicros: 10,
  mark: 100,
  resetsAt: null,
})
const subjects: Subject[] = [
  { kind: 'link', name: NAME },
  { kind: 'bot', name: NAME },
  { kind: 'key', name: NAME, workspaceId },
  { kind: 'account' },
]
const leaks: Leaked[] = [
  { kind: 'link', name: NAME },
  { kind: 'bot', name: NAME },
  { kind: 'client_secret', name: NAME },
  { kind: 'key', name: NAME, workspaceId },
  { kind: 'management_token', name: NAME, workspaceId },
  { kind: 'session' },
]
const blocked = {
  ip: '192.0.2.1',
  client: 'curl',
  integration: NAME,
  keyName: NAME,
  workspaceName: NAME,
  at: new Date(),
}
const head = { workspaceId, seq: 1, recordedAt: '2026-11-21T12:00:00Z' } as Parameters<typeof headMail>[0]

// Every letter there is, by its file.
const letters: Readonly<Record<string, readonly Letter[]>> = {
  'accounts/password-mail.ts': [passwordMail(ORIGIN)],
  'audit-log/head-mail.ts': [headMail(head, NAME, ORIGIN)],
  'departure/farewell-mail.ts': [farewellMail()],
  'invitations/invitation-mail.ts': [
    invitationMail({ workspaceName: NAME, invitedBy: 'jane@example.com', url: ORIGIN }),
  ],
  'magic-links/sign-in-mail.ts': [signInMail(ORIGIN)],
  'notices/budget-mail.ts': subjects.map((subject) => budgetMail(reached(subject), ORIGIN)),
  'notices/leak-mail.ts': leaks.map((leaked) => leakMail(leaked, ORIGIN)),
  'passkeys/passkey-mail.ts': [passkeyMail(NAME, ORIGIN)],
  'trusted-ips/ip-mail.ts': [ipLetter(blocked, ORIGIN)],
}

it('looks at every letter there is', () => {
  expect(globSync('*/*-mail.ts', { cwd: __dirname, exclude: ['mail/*'] }).sort()).toEqual(Object.keys(letters))
})

describe.each(Object.entries(letters))('%s', (_, all) => {
  it.each(all)('makes no link and no line of a name that somebody chose (%#)', (letter) => {
    const { subject, text, html } = writeMail('a@example.com', letter)
    expect(subject).not.toContain('evil')
    expect(text + html).not.toMatch(/evil\.example|https?:\/\/evil|^Bcc/m)
  })
})
