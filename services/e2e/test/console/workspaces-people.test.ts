import type { Browser } from 'playwright-core'
import { call, canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import {
  fill,
  heading,
  newCredentials,
  press,
  signIn,
  visit,
  type Visit,
  waitForMailedLink,
} from '../../house/console.js'
import { lookAllWays } from '../../house/look.js'
import { makePerson } from '../../house/person.js'
import { makeTeam, protect, type Team } from '../../house/team.js'

const INVITATION = /http:\/\/[^\s"<]+\/invitations\/accept#\w+/
const SIGN_IN = /http:\/\/[^\s"<]+\/sign-in\/confirm#\w+/

let browser: Browser
let team: Team
let admin: Visit
let guest: Visit
// A domain of its own: claimed, that of everybody else would keep other suites from making workspaces.
const domain = `${canary('d').slice(0, 14)}.example`
const guestEmail = `sam@${domain}`

beforeAll(async () => {
  browser = await openBrowser()
  team = await makeTeam()
  await protect(team, { upstream: 'openai', auth: { kind: 'bearer' }, secret: 'sk-proj-of-nobody' })
  admin = await visit(browser, { reducedMotion: 'reduce' })
  guest = await visit(browser, { reducedMotion: 'reduce' })
})
afterAll(() => browser.close())

const open = (path: string) => `/workspaces/${team.workspaceId}${path}`

// One walk in order: somebody is invited, comes, looks around and goes.
describe('the people of a workspace', () => {
  it('are invited by mail', async () => {
    const { page } = admin
    await signIn(page, team.admin, open('/people'))
    await heading(page, 'People')
    await page.getByText('No open invitations').waitFor()
    await press(page, 'Invite')
    await fill(page, 'E-mail', guestEmail)
    await lookAllWays(page, 'people-invite')
    await press(page, 'Send invitation')
    // The mail says who invites: nobody borrows an address that is not theirs for it.
    await page.getByText('Prove first that your address is yours', { exact: false }).waitFor()
    await lookAllWays(page, 'people-prove')
    await page.getByRole('link', { name: 'E-mail me the link' }).click()
    await heading(page, 'Sign in by e-mail')
    await fill(page, 'E-mail', team.admin.email)
    await press(page, 'Send link')
    await heading(page, 'Check your mail')
    await page.goto(await waitForMailedLink(team.admin.email, SIGN_IN))
    await page.locator('#main').getByRole('button', { name: 'Sign in', exact: true }).click()
    await heading(page, 'People')
    await press(page, 'Invite')
    await fill(page, 'E-mail', guestEmail)
    await press(page, 'Send invitation')
    await page.getByRole('rowheader', { name: guestEmail }).waitFor()
    await lookAllWays(page, 'people')
  })

  it('are sent a new link, and the former one works no more', async () => {
    const { page } = admin
    const former = await waitForMailedLink(guestEmail, INVITATION)
    await press(page, `Send again to ${guestEmail}`)
    await page.getByText('The former link works no more.', { exact: false }).waitFor()
    await guest.page.goto(former)
    await heading(guest.page, 'This invitation does not work')
    await lookAllWays(guest.page, 'invitation-over')
  })

  it('see whose invitation it is before they have an account, and come back to it once they have one', async () => {
    const { page } = guest
    const former = new URL(page.url()).href
    let link = former
    // The second mail may come a moment later than the first was read.
    for (let attempt = 0; attempt < 50 && !(await isGood(link)); attempt++) {
      await page.waitForTimeout(100)
      link = await waitForMailedLink(guestEmail, INVITATION)
    }
    await page.goto('about:blank')
    await page.goto(link)
    await heading(page, 'You are invited')
    await page.getByText('Example Robotics').first().waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await lookAllWays(page, 'invitation')
    await page.getByRole('link', { name: 'E-mail me a link to sign in' }).click()
    await heading(page, 'Sign in by e-mail')
    expect(page.url()).not.toContain(new URL(link).hash.slice(1))
    await fill(page, 'E-mail', guestEmail)
    await press(page, 'Send link')
    await heading(page, 'Check your mail')
    await page.goto(await waitForMailedLink(guestEmail, SIGN_IN))
    await press(page, 'Sign in')
    await heading(page, 'You are invited')
    await lookAllWays(page, 'invitation-accept')
    await press(page, 'Accept the invitation')
    await heading(page, 'Example Robotics')
  })

  it('are told when they are signed in as somebody else', async () => {
    const other = await makePerson()
    const email = newCredentials().email
    await press(admin.page, 'Invite')
    await fill(admin.page, 'E-mail', email)
    await press(admin.page, 'Send invitation')
    await admin.page.getByRole('rowheader', { name: email }).waitFor()
    const { page } = await visit(browser, { reducedMotion: 'reduce' })
    await signIn(page, other, '/settings')
    await heading(page, 'Settings')
    await page.goto(await waitForMailedLink(email, INVITATION))
    await page.getByText('You are signed in as', { exact: false }).waitFor()
    await lookAllWays(page, 'invitation-other')
    expect(await page.getByRole('button', { name: 'Accept the invitation' }).count()).toBe(0)
    await page.context().close()
  })

  it('see everything as viewers, and nothing that would change it', async () => {
    const { page } = guest
    for (const [path, title] of [
      ['/protected-keys', 'Protected keys'],
      ['/keys', 'Disposable keys'],
      ['/addresses', 'Trusted addresses'],
      ['/audit', 'Audit'],
      ['/management-tokens', 'Management tokens'],
      ['/settings', 'Settings'],
    ] as const) {
      await page.goto(open(path))
      await heading(page, title)
      const names = ['Protect a key', 'Issue a key', 'New token', 'Rename', 'Add webhook', 'Delete workspace', 'Revoke']
      for (const name of names) {
        expect(await page.locator('main').getByRole('button', { name }).count()).toBe(0)
        expect(await page.locator('main').getByRole('link', { name }).count()).toBe(0)
      }
    }
    expect(guest.sent.filter((request) => /^\S*\/v1\/\S*\/webhooks/.test(request))).toEqual([])
    await page.goto(open('/protected-keys'))
    await page.getByRole('link', { name: 'openai production' }).click()
    await page.getByText('No keys yet').waitFor()
    expect(await page.getByRole('button', { name: 'Replace' }).count()).toBe(0)
    await page.goto(open('/people'))
    await page.getByRole('button', { name: 'Leave the workspace' }).waitFor()
    await lookAllWays(page, 'people-viewer')
  })

  it('see nothing of a workspace that is not theirs', async () => {
    const { page } = guest
    const other = await makeTeam()
    await page.goto(`/workspaces/${other.workspaceId}/keys`)
    await heading(page, 'There is nothing here')
  })

  it('are given another role when that is confirmed, while one admin stays', async () => {
    const { page } = admin
    await page.reload()
    await page.getByLabel(`Role of ${team.admin.email}`).selectOption('viewer')
    await press(page, 'Make viewer')
    await page.getByRole('alert').getByText('keeps at least one admin', { exact: false }).waitFor()
    await press(page, 'Cancel')
    const role = page.getByLabel(`Role of ${guestEmail}`)
    await role.press('a')
    await press(page, 'Cancel')
    await page.reload()
    expect(await role.inputValue()).toBe('viewer')
    await role.selectOption('admin')
    await press(page, 'Make admin')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await guest.page.goto(open('/keys'))
    await guest.page.getByRole('link', { name: 'Issue a key' }).first().waitFor()
  })

  it('claim the domain of an address that they have proved, and give it up', async () => {
    await press(admin.page, 'Claim example.com')
    await admin.page.getByText('Only the domain of your own address can be claimed', { exact: false }).waitFor()
    const { page } = guest
    await page.goto(open('/people'))
    await press(page, `Claim ${domain}`)
    await page.getByRole('button', { name: `Give up ${domain}` }).waitFor()
    await lookAllWays(page, 'people-domain')
    await press(page, `Give up ${domain}`)
    await page.getByRole('dialog').getByRole('button', { name: 'Give up', exact: true }).click()
    await page.getByText('No domain is claimed.').waitFor()
  })

  it('go, and see nothing any more', async () => {
    const { page } = guest
    await press(page, 'Leave the workspace')
    await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
    await heading(page, 'Workspaces')
    await page.goto(open('/keys'))
    await heading(page, 'There is nothing here')
  })
})

const isGood = async (link: string): Promise<boolean> => {
  const token = new URL(link).hash.slice(1)
  return token !== '' && (await call('/v1/invitations/preview', { body: { token } })).status === 200
}
