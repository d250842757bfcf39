import { useRouter } from '@tanstack/react-router'
import { ACCOUNT_KEY, type Account } from '../api/index.js'
import { noteSignedIn, parseNext } from '../frame/index.js'
import { useTryOnVault } from '../keyring/index.js'
import { useServices } from '../wiring/index.js'

/** What follows every way of signing in: nothing of a former person is left, and the page is left for where they wanted to go. */
export const useSignedIn = (next: string | undefined): ((account: Account, password?: string) => Promise<void>) => {
  const { queryClient, vaultSession } = useServices()
  const router = useRouter()
  const tryOnVault = useTryOnVault()
  return async (account, password) => {
    vaultSession.forget()
    if (password !== undefined) await vaultSession.noteAccountPassword(password)
    queryClient.clear()
    queryClient.setQueryData(ACCOUNT_KEY, account)
    noteSignedIn(account.id)
    router.history.push(parseNext(next))
    if (password !== undefined) void tryOnVault(account, password)
  }
}
