import type { Services } from '../wiring/index.js'
import { noteSignedIn } from './signed-in-hint.browser.js'

/** Nothing of the person is left in this tab: the vault is locked and forgotten, no answer is kept. */
export const forgetPerson = ({ queryClient, vaultSession }: Services): void => {
  vaultSession.forget()
  queryClient.clear()
  noteSignedIn(null)
}
