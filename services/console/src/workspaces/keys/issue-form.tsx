import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn, read } from '../../api/index.js'
import { readTermsText } from '../../terms/index.js'
import { Panel, ProblemNote } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { isPriced, type Known } from '../protected-keys/catalogue.js'
import { type ProtectedKey, protectedKeysKey } from '../protected-keys/queries.js'
import { withoutChanged } from '../problems.js'
import { useWorkspace } from '../use-workspace.js'
import shared from '../workspaces.module.css'
import { KeyFields, termsTextOf } from './key-fields.js'
import { keySummary } from './key-summary.js'
import classes from './keys.module.css'
import { type KeyProblem, type KeyText, parseKey } from './parse-key.js'
import { disposableKeysKey, type IssuedKey, type NewKey } from './queries.js'

const BLANK: KeyText = {
  name: '',
  owner: 'application',
  holderEmail: '',
  environment: '',
  methods: ['GET'],
  paths: '',
  deniedQueryParameters: '',
  models: '',
  ends: '2592000',
  endsAt: '',
  network: 'any',
  cidrs: '',
}

interface IssueFormProps {
  readonly protectedKeys: readonly ProtectedKey[]
  readonly known: readonly Known[]
  /** Id of the protected key that is chosen at first. */
  readonly first: string
  readonly onIssued: (issued: IssuedKey) => void
}

/** What a new key may do, and beside it the same in plain words. */
export const IssueForm = ({ protectedKeys, known, first, onIssued }: IssueFormProps) => {
  const [connectionId, setConnectionId] = useState(first)
  const [text, setText] = useState(BLANK)
  const [terms, setTerms] = useState(() => termsTextOf({}, []))
  const [problems, setProblems] = useState<KeyProblem>({})
  const issue = useIssue(onIssued)
  const chosen = protectedKeys.find(({ id }) => id === connectionId)
  if (chosen === undefined) return null
  const priced = isPriced(chosen.upstream)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = parseKey({ text, terms: readTermsText(event.currentTarget), isPriced: priced, now: new Date() })
    setProblems(parsed.ok ? {} : parsed.problems)
    if (!parsed.ok || issue.isPending) return
    const { environment, models, ...rest } = parsed.terms
    const holder = text.owner === 'person' || text.network === 'confirm' ? { holderEmail: text.holderEmail.trim() } : {}
    const labels = { ...(environment !== undefined && { environment }), ...(models && { models }) }
    issue.mutate({ ...rest, ...labels, ...holder, connectionId, owner: text.owner })
  }
  return (
    <form
      className={classes['columns']}
      noValidate
      onSubmit={submit}
      onChange={(event) => setTerms(readTermsText(event.currentTarget))}
    >
      <Panel>
        <KeyFields
          text={text}
          problems={problems}
          isPriced={priced}
          examples={known.find(({ upstream, origins }) => (upstream ?? origins[0]) === chosen.upstream)?.examples ?? []}
          onChange={(change) => {
            setText((former) => ({ ...former, ...change }))
            setProblems((former) => withoutChanged(former, change))
          }}
        >
          <NativeSelect
            label="Stands in for"
            value={connectionId}
            onChange={(event) => setConnectionId(event.currentTarget.value)}
            data={protectedKeys.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </KeyFields>
      </Panel>
      <div className={classes['summary']}>
        <Panel title="What this key may do">
          <div aria-live="polite">
            <ul>
              {keySummary({ text, terms, isPriced: priced, api: chosen.name }).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </div>
          {Object.keys(problems).length > 0 ? (
            <p role="alert" className={shared['error']}>
              Something is missing or wrong; it is marked in the form.
            </p>
          ) : null}
          {issue.isError ? <ProblemNote problem={problemIn(issue.error)} /> : null}
          <Button type="submit" fullWidth mt="md" loading={issue.isPending}>
            Issue key
          </Button>
        </Panel>
      </div>
    </form>
  )
}

const useIssue = (onIssued: (issued: IssuedKey) => void) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  return useMutation({
    mutationFn: (body: NewKey) =>
      read(
        client.POST('/v1/workspaces/{workspaceId}/keys', { params: { path: { workspaceId } }, body }),
        ({ data }) => data,
      ),
    onSuccess: (issued) => {
      void queryClient.invalidateQueries({ queryKey: disposableKeysKey(workspaceId) })
      void queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
      onIssued(issued)
    },
  })
}
