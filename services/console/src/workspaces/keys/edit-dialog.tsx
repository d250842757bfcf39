import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { problemIn, read } from '../../api/index.js'
import { readTermsText } from '../../terms/index.js'
import { ProblemNote, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { isPriced } from '../protected-keys/catalogue.js'
import { protectedKeyQuery } from '../protected-keys/queries.js'
import { withoutChanged } from '../problems.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { KeyFields } from './key-fields.js'
import { KEEP, type KeyProblem, type KeyText, parseKey } from './parse-key.js'
import type { Method } from './parse-scope.js'
import { type DisposableKey, disposableKeysKey, type KeyChange } from './queries.js'

interface EditDialogProps {
  readonly issued: DisposableKey
  readonly opened: boolean
  readonly onClose: () => void
}

/** Changes what a key may do; in force at its next call. */
export const EditDialog = ({ issued, opened, onClose }: EditDialogProps) => (
  <Modal opened={opened} onClose={onClose} title={`Change ${issued.name}`} size="lg">
    <EditForm issued={issued} onClose={onClose} />
  </Modal>
)

const textOf = (issued: DisposableKey): KeyText => ({
  name: issued.name,
  // What a provisioner minted is changed like any other key.
  owner: issued.owner === 'delegated' ? 'agent' : issued.owner,
  holderEmail: issued.holderEmail ?? '',
  environment: issued.environment ?? '',
  methods: issued.methods as Method[],
  paths: issued.paths.join('\n'),
  deniedQueryParameters: issued.deniedQueryParameters.join(' '),
  models: issued.models?.join(' ') ?? '',
  ends: KEEP.value,
  endsAt: '',
  network: issued.network.mode,
  cidrs: issued.network.mode === 'allowlist' ? issued.network.cidrs.join('\n') : '',
})

const EditForm = ({ issued, onClose }: Pick<EditDialogProps, 'issued' | 'onClose'>) => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  const { data: protectedKey } = useQuery(protectedKeyQuery(client, workspaceId, issued.connectionId))
  const [text, setText] = useState(() => textOf(issued))
  const [problems, setProblems] = useState<KeyProblem>({})
  const change = useChange(issued, onClose)
  if (protectedKey === undefined) return null
  const priced = isPriced(protectedKey.upstream)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const parsed = parseKey({ text, terms: readTermsText(event.currentTarget), isPriced: priced, now: new Date() })
    setProblems(parsed.ok ? {} : parsed.problems)
    if (!parsed.ok || change.isPending) return
    const { environment, models, budgets, ...rest } = parsed.terms
    const priceTerms = priced ? { budgets, models: models ?? null } : {}
    change.mutate({ ...rest, ...priceTerms, environment: environment ?? null })
  }
  const set = (next: Partial<KeyText>) => {
    setText((former) => ({ ...former, ...next }))
    setProblems((former) => withoutChanged(former, next))
  }
  return (
    <form noValidate onSubmit={submit} className={classes['fields']}>
      <TextInput
        label="Name of the key"
        value={text.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={100}
        error={problems.name}
      />
      <KeyFields text={text} problems={problems} isPriced={priced} examples={[]} issued={issued} onChange={set} />
      {change.isError ? <ProblemNote problem={problemIn(change.error)} /> : null}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}

const useChange = ({ id: keyId }: DisposableKey, onDone: () => void) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  return useMutation({
    mutationFn: (body: KeyChange) => {
      const params = { path: { workspaceId, keyId } }
      return read(client.PATCH('/v1/workspaces/{workspaceId}/keys/{keyId}', { params, body }), () => true)
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: disposableKeysKey(workspaceId) })
      toast.done('Saved. In force at the next call.')
      onDone()
    },
  })
}
