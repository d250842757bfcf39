import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isProblem } from '../api/index.js'

const RETRIES = 2

/** The query cache. `onSignedOut` hears of every answer that says that nobody is signed in any more. */
export const makeQueryClient = (onSignedOut: () => void): QueryClient => {
  const onError = (error: unknown) => {
    if (isProblem(error, 'unauthenticated')) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => isProblem(error, 'network') && count < RETRIES,
      },
      // A mutation goes out when the person says so, or says that it did not work: it never waits for the network unseen.
      // And it is forgotten with the page that asked for it: a client secret or a bot token may have gone in or come out.
      mutations: { networkMode: 'always', gcTime: 0 },
    },
  })
}
