import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn, providersQuery } from '../api/index.js'
import { BudgetFields, LimitFields } from '../terms/index.js'
import { ProblemNote, QueryView } from '../ui/index.js'
import { keysQuery } from '../vault/index.js'
import { useClient } from '../wiring/index.js'
import { KeyChoice } from './key-choice.js'
import { ENDS, parseWish, type TokenWish, type WishProblem } from './parse-wish.js'
import { BOT_TOKENS_KEY } from './queries.js'
import { readWishText } from './read-wish-text.js'
import { useMakeToken } from './use-make-token.js'

interface NewTokenFormProps {
  readonly onMade: (made: { token: string; provider: string }) => void
  readonly onCancel: () => void
}

/** Which keys, how much, how often, which models, until when. */
export const NewTokenForm = ({ onMade, onCancel }: NewTokenFormProps) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const keys = useQuery(keysQuery(client))
  const { data: providers = [] } = useQuery(providersQuery(client))
  const [problems, setProblems] = useState<WishProblem>({})
  const make = useMakeToken()
  const work = useMutation({
    mutationFn: (wish: TokenWish) => make(wish, keys.data ?? []),
    onSuccess: (made) => {
      void queryClient.invalidateQueries({ queryKey: BOT_TOKENS_KEY })
      onMade(made)
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = parseWish(readWishText(event.currentTarget), new Date())
    setProblems(parsed.ok ? {} : parsed.problems)
    if (parsed.ok) work.mutate(parsed.wish)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          name="name"
          label="Name"
          placeholder="Nightly summary"
          maxLength={100}
          error={problems.name}
          data-autofocus
        />
        <QueryView query={keys}>
          {(items) => <KeyChoice items={items} providers={providers} error={problems.keys} />}
        </QueryView>
        <BudgetFields budgets={[{ period: 'month', capMicros: 10_000_000 }]} problems={problems.terms ?? {}} />
        <LimitFields limits={{ requestsPerMinute: 60 }} problems={problems.terms ?? {}} />
        <TextInput
          name="models"
          label="Models"
          description="Separated by commas; * stands for anything. Empty: all models."
          placeholder="gpt-4o-mini, gpt-4.1*"
          autoComplete="off"
          error={problems.models}
        />
        <NativeSelect
          name="ends"
          label="Ends"
          defaultValue="90"
          data={ENDS.map(({ days, label }) => ({ value: String(days), label }))}
        />
        {work.isError ? <ProblemNote problem={problemIn(work.error)} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={work.isPending} disabled={keys.data?.length === 0}>
            Make token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
