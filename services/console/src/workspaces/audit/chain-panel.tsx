import { Button, Switch } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { problemIn, read } from '../../api/index.js'
import { CopyButton, Fact, Facts, formatCount, formatExact, Panel, ProblemNote, QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import shared from '../workspaces.module.css'
import classes from './audit.module.css'
import { type AuditChain, auditKey, chainQuery } from './queries.js'

/** What a person keeps elsewhere: `1relay audit verify` takes it as it stands. */
const headText = ({ workspaceId, seq, hash, publicKey }: NonNullable<AuditChain['head']>): string =>
  `1relay-audit-head:${workspaceId}:${seq}:${hash}:${publicKey}`

/** How far the chain of records reaches, and how anybody can tell that none was changed, removed or put elsewhere. */
export const ChainPanel = () => {
  const { id: workspaceId } = useWorkspace()
  const query = useQuery(chainQuery(useClient(), workspaceId))
  return (
    <Panel
      title="The chain"
      lead="Each record carries the hash of the one before it, so that a record that was changed, removed or moved breaks what follows."
      actions={
        <Button
          component="a"
          href={`/v1/workspaces/${workspaceId}/audit/export?format=chain`}
          download="audit-chain.jsonl"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          Download the chain
        </Button>
      }
    >
      <QueryView query={query}>{(chain) => <ChainFacts chain={chain} />}</QueryView>
    </Panel>
  )
}

const ChainFacts = ({ chain: { head, anchors, records, retentionDays, mailsHeads } }: { chain: AuditChain }) => {
  const anchor = anchors.at(-1)
  const verify = `1relay audit verify audit-chain.jsonl${head === null ? '' : ` --head ${headText(head)}`}`
  return (
    <>
      <Facts>
        <Fact name="Kept">
          {formatCount(records)} records, for {retentionDays === 365 ? 'a year' : `${retentionDays} days`} each
        </Fact>
        <Fact name="Head">
          {head === null ? (
            'Nothing is recorded yet.'
          ) : (
            <>
              Number {formatCount(head.seq)}, {formatExact(new Date(head.recordedAt))}
              <br />
              <code className={classes['hash']}>{head.hash}</code>
            </>
          )}
        </Fact>
        {head === null ? null : (
          <Fact name="Signed with">
            <code className={classes['hash']}>{head.publicKey}</code>
          </Fact>
        )}
        <Fact name="Begins">
          {anchor === undefined
            ? 'With its first record: nothing was pruned.'
            : `After number ${formatCount(anchor.lastSeq)}: older records were pruned when their time was over, and that is signed.`}
        </Fact>
      </Facts>
      <HeadsByMail isOn={mailsHeads} />
      <div className={classes['verify']}>
        <p className={shared['quiet']}>
          Download the chain and verify it on your own computer; nothing is sent. Use a head that you kept before: it
          shows that nothing up to it was rewritten.
        </p>
        <pre className={shared['code']} tabIndex={0}>
          {verify}
        </pre>
        <div>
          <CopyButton value={verify} size="xs" />
        </div>
      </div>
    </>
  )
}

const HeadsByMail = ({ isOn }: { isOn: boolean }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const set = useMutation({
    mutationFn: (mailsHeads: boolean) => {
      const params = { path: { workspaceId } }
      return read(
        client.PATCH('/v1/workspaces/{workspaceId}/audit/chain', { params, body: { mailsHeads } }),
        () => true,
      )
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [...auditKey(workspaceId), 'chain'] }),
  })
  return (
    <>
      <Switch
        mt="md"
        label="Mail the head to every admin once a day"
        description="Whoever keeps one can tell later whether anything before it was changed, even by us."
        checked={isOn}
        disabled={!isAdmin || set.isPending}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
      {set.isError ? <ProblemNote problem={problemIn(set.error)} /> : null}
    </>
  )
}
