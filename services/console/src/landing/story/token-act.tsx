import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type Attempt, guessHalf, issueToken, type IssuedToken, tryToken } from './demonstration.service.js'
import classes from './story.module.css'
import { TokenText } from './token-text.js'
import { tools } from './tools.js'
import { Verdict } from './verdict.js'

interface Try {
  readonly name: string
  readonly opened: string
  readonly refused: string
  readonly run: (issued: IssuedToken) => Promise<Attempt>
}

const TRIES: readonly Try[] = [
  {
    name: 'The server alone',
    opened: 'It opens:',
    refused: 'It does not open: the half that opens it was never ours.',
    run: (issued) => tryToken(issued, guessHalf(), 'openai', tools),
  },
  {
    name: 'A request with the token',
    opened: 'For this one request, it opens:',
    refused: 'It does not open.',
    run: (issued) => tryToken(issued, issued.seal, 'openai', tools),
  },
  {
    name: 'The token, and a changed address',
    opened: 'It opens:',
    refused: 'It does not open: the key is bound to the provider that it was sealed for, whoever writes our database.',
    run: (issued) => tryToken(issued, issued.seal, 'https://evil.example', tools),
  },
]

/** The token with its two halves, and three attempts to open the app's copy of the key. */
export const TokenAct = ({ vaultId, apiKey }: { vaultId: string; apiKey: string }) => {
  const { data: issued } = useQuery({ queryKey: ['story', vaultId], queryFn: () => issueToken(apiKey), gcTime: 0 })
  const work = useMutation({
    mutationFn: async ({ run, ...words }: Try) => (issued ? { ...words, attempt: await run(issued) } : undefined),
  })
  if (issued === undefined) return null
  return (
    <>
      <p className={classes['quiet']}>
        You approve an app in Link. Your browser seals a copy of the key under one half of a token; the app keeps the
        token.
      </p>
      <TokenText issued={issued} />
      <p className={classes['quiet']}>What can open the app’s copy?</p>
      <div className={classes['buttons']}>
        {TRIES.map((one) => (
          <Button key={one.name} variant="default" onClick={() => work.mutate(one)}>
            {one.name}
          </Button>
        ))}
      </div>
      <Verdict attempt={work.data?.attempt} refused={work.data?.refused ?? ''} opened={work.data?.opened ?? ''} />
    </>
  )
}
