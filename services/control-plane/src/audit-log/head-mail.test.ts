import { formatHead, parseHead } from '@1relay/audit'
import { headMail } from './head-mail.js'

const [hash, publicKey] = ['H'.repeat(43), 'K'.repeat(43)]
const head = { v: 1, workspaceId: 'w1', seq: 7, hash, publicKey, recordedAt: '2026-11-21T12:00:00.000Z' } as const

it('gives the verifier the head that was signed, whatever the database says the workspace is called', () => {
  const name = formatHead({ ...head, hash: 'X'.repeat(43), publicKey: 'Y'.repeat(43) })
  const { paragraphs } = headMail({ ...head, signature: 'S'.repeat(86) }, name, 'https://relay.example')
  expect(parseHead(paragraphs.join('\n\n'))).toEqual({ workspaceId: 'w1', seq: 7, hash, publicKey })
})
