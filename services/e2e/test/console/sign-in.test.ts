import type { Browser } from 'playwright-core'
import { call } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import {
  fill,
  givePasskey,
  heading,
  newCredentials,
  press,
  register,
  signIn,
  visit,
  waitForMailedLink,
} from '../../house/console.js'
import { lookAllWays } from '../../house/look.js'
import { makePerson } from '../../house/person.js'
import { house } from '../../house/house.js'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('an address that is not for strangers', () => {
  it('asks to sign in, and goes on there afterwards', async () => {
    const person = await makePerson()
    const { page, problems } = await visit(browser)
    await signIn(page, person, '/settings?from=mail')
    await heading(page, 'Settings')
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/settings?from=mail')
    expect(problems).toEqual([])
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example'])(
    'never leads to another origin: %s',
    async (next) => {
      const person = await makePerson()
      const { page } = await visit(browser)
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
      await fill(page, 'E-mail', person.email)
      await fill(page, 'Account password', person.password)
      await page.locator('#main').getByRole('button', { name: 'Sign in', exact: true }).click()
      await heading(page, 'Vault')
      expect(new URL(page.url()).origin).toBe(house().origin)
    },
  )

  it('asks again when the session was ended elsewhere, and forgets what it showed', async () => {
    const person = await makePerson()
    const [here, there] = [await visit(browser), await visit(browser)]
    await signIn(here.page, person, '/settings')
    await heading(here.page, 'Settings')
    await signIn(there.page, person, '/settings')
    await there.page.getByText('This one').waitFor()
    await press(there.page, 'End all others')
    await press(there.page, 'End sessions')
    await there.page.getByRole('dialog').waitFor({ state: 'detached' })
    await here.page.getByRole('link', { name: 'Vault', exact: true }).first().click()
    await heading(here.page, 'Sign in')
    expect(await here.page.getByText(person.email).count()).toBe(0)
  })
})

describe('signing in by password', () => {
  it('says no more than that one of the two is wrong', async () => {
    const { page } = await visit(browser)
    await signIn(page, { email: 'nobody@example.com', password: 'not the password' })
    await page.getByRole('alert').getByText('The e-mail address or the account password is wrong.').waitFor()
    expect(await page.getByLabel('Account password', { exact: true }).inputValue()).toBe('')
  })

  it('registers, signs out and leaves nothing behind', async () => {
    const person = newCredentials()
    const { page, problems } = await visit(browser)
    await register(page, person)
    await page.getByRole('button', { name: person.email }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
    await page.goto('/vault')
    await heading(page, 'Sign in')
    expect(await page.context().cookies()).toEqual([])
    expect(problems).toEqual([])
  })

  it('signs out in every tab at once, and locks the vault there', async () => {
    const person = await makePerson()
    const { page } = await visit(browser)
    await signIn(page, person, '/settings')
    const other = await page.context().newPage()
    await other.goto('/settings')
    await heading(other, 'Settings')
    await page.getByRole('button', { name: person.email }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading(other, 'Sign in')
  })

  it('does not say that a person is signed out while their session goes on', async () => {
    const person = await makePerson()
    const { page } = await visit(browser)
    await signIn(page, person, '/settings')
    await page.route('**/v1/auth/logout', (route) => route.abort())
    await page.getByRole('button', { name: person.email }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('alert').waitFor()
    await heading(page, 'Settings')
  })
})

const SIGN_IN_LINK = /http:\/\/[^\s"<]+\/sign-in\/confirm#\w+/

/** A link that somebody asked for elsewhere. */
const linkFor = async (email: string): Promise<string> => {
  await call('/v1/auth/magic-link', { body: { email } })
  return waitForMailedLink(email, SIGN_IN_LINK)
}

describe('signing in by a mailed link', () => {
  it('does nothing until a person presses the button: mail scanners open links too', async () => {
    const { email } = newCredentials()
    const { page, problems } = await visit(browser)
    await page.goto('/sign-in/link?next=/usage')
    await fill(page, 'E-mail', email)
    await press(page, 'Send link')
    await heading(page, 'Check your mail')
    const link = await waitForMailedLink(email, SIGN_IN_LINK)
    await page.goto('about:blank')
    await page.goto(link)
    await heading(page, 'Sign in to 1Relay')
    expect(await page.context().cookies()).toEqual([])
    expect(page.url()).not.toContain('#')
    await page.getByText(`It is for ${email}.`).waitFor()
    await page.locator('#main').getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL('**/usage')
    await page.goto('about:blank')
    await page.goto(link)
    await heading(page, 'This link does not work')
    expect(problems.filter((text) => !text.includes('410'))).toEqual([])
  })

  it('asks before it deletes an account that somebody made of the address, and starts clean then', async () => {
    const person = await makePerson()
    const { page } = await visit(browser, { reducedMotion: 'reduce' })
    await page.goto(await linkFor(person.email))
    await page.locator('#main').getByRole('button', { name: 'Sign in', exact: true }).click()
    await heading(page, 'There is an account already')
    await lookAllWays(page, 'sign-in-unproved')
    await press(page, 'It was not me: start clean')
    await press(page, 'Delete it and start clean')
    await page.waitForURL('**/vault')
    const { page: theirs } = await visit(browser)
    await signIn(theirs, person)
    await theirs.getByRole('alert').getByText('The e-mail address or the account password is wrong.').waitFor()
  })

  it('confirms the address of who is signed in, and takes nothing of theirs', async () => {
    const person = await makePerson()
    const { page } = await visit(browser, { reducedMotion: 'reduce' })
    await signIn(page, person, '/settings')
    await page.getByRole('heading', { name: 'Confirm your address' }).waitFor()
    await press(page, 'E-mail me a link')
    await page.getByRole('status').getByText('A link is on its way', { exact: false }).waitFor()
    await lookAllWays(page, 'settings-prove')
    await page.goto(await waitForMailedLink(person.email, SIGN_IN_LINK))
    await page.locator('#main').getByRole('button', { name: 'Sign in', exact: true }).click()
    await heading(page, 'Vault')
    await page.goto('/settings')
    await page.getByRole('heading', { name: 'Account password' }).waitFor()
    expect(await page.getByText('Confirm your address').count()).toBe(0)
  })

  it('tells a link that is not whole', async () => {
    const { page } = await visit(browser)
    await page.goto('/sign-in/confirm#abc')
    await heading(page, 'This link does not work')
  })
})

describe('signing in by passkey', () => {
  it('needs no name, and the server hears nothing of what the passkey can encrypt with', async () => {
    const person = await makePerson()
    const { page, sent, problems } = await visit(browser)
    await givePasskey(page)
    await signIn(page, person, '/settings')
    await press(page, 'Add a passkey')
    await fill(page, 'Name of this passkey', 'Test device')
    await press(page, 'Continue')
    await page.getByRole('button', { name: 'Remove Test device' }).waitFor()
    await page.context().clearCookies()
    await page.goto('/sign-in')
    await press(page, 'Sign in with a passkey')
    await heading(page, 'Vault')
    expect(sent.filter((text) => text.includes('"results"'))).toEqual([])
    expect(problems).toEqual([])
  })
})
