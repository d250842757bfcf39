import { Button, Progress } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type HoldingGrant, resealGrants, type ResealReport, sentenceOf, type StoredKey } from '@1relay/custody'
import { problemIn, unwrap } from '../api/index.js'
import { ProblemNote } from '../ui/index.js'
import { countInWords } from './holding-grants.js'
import { useOwner } from './use-owner.js'
import classes from './vault.module.css'

interface RotationProps {
  readonly item: StoredKey
  readonly grants: readonly HoldingGrant[]
  readonly isReplaced: boolean
  readonly onRunning: (isRunning: boolean) => void
  readonly onClose: () => void
}

/** Reseals; `done` counts what has the new key over all tries. */
const useRotation = (item: StoredKey, onRunning: (isRunning: boolean) => void) => {
  const owner = useOwner()
  const [progress, setProgress] = useState({ settled: 0, total: 0, done: 0 })
  const run = useMutation({
    mutationFn: async (grants: readonly HoldingGrant[]): Promise<ResealReport> => {
      setProgress(({ done }) => ({ settled: 0, total: grants.length, done }))
      const { accountId, vaultKey, ports } = await owner()
      const onProgress = (settled: number) => setProgress((before) => ({ ...before, settled }))
      return unwrap(await resealGrants(ports, { accountId, vaultKey: vaultKey(), item, grants, onProgress }))
    },
    onMutate: () => onRunning(true),
    onSuccess: ({ resealed }) => setProgress((before) => ({ ...before, done: before.done + resealed.length })),
    onSettled: () => onRunning(false),
  })
  return { run, progress }
}

/** Puts the key into every grant in one go, shows how far it is, and tries those again that did not work. */
export const Rotation = ({ item, grants, isReplaced, onRunning, onClose }: RotationProps) => {
  const { run, progress } = useRotation(item, onRunning)
  const { mutate } = run
  useEffect(() => {
    mutate(grants)
  }, [mutate, grants])
  const failed = run.data?.failed ?? []
  return (
    <div className={classes['fields']}>
      <div role="status">
        {run.isPending || run.isIdle ? <Working {...progress} /> : null}
        {run.isSuccess && failed.length === 0 ? <Done count={progress.done} isReplaced={isReplaced} /> : null}
      </div>
      {run.isError ? <ProblemNote problem={problemIn(run.error)} onRetry={() => mutate(grants)} /> : null}
      {failed.length === 0 ? null : <Failed failed={failed} />}
      <div className={classes['buttons']}>
        {failed.length === 0 ? null : (
          <Button onClick={() => mutate(failed.map(({ grant }) => grant))} loading={run.isPending}>
            Try again for {failed.length}
          </Button>
        )}
        <Button variant={failed.length === 0 ? 'filled' : 'default'} onClick={onClose} disabled={run.isPending}>
          Close
        </Button>
      </div>
    </div>
  )
}

const Working = ({ settled, total }: { settled: number; total: number }) => (
  <>
    <p>
      Re-encrypting for {total === 1 ? '1 connection' : `${total} connections`}: {settled} of {total}.
    </p>
    <Progress mt="sm" value={total === 0 ? 100 : (settled / total) * 100} aria-label="Connections updated" />
  </>
)

const Done = ({ count, isReplaced }: { count: number; isReplaced: boolean }) => (
  <p className={classes['done']}>
    <IconCircleCheck size={22} aria-hidden="true" />
    <span>
      {isReplaced ? 'The key is replaced. ' : ''}
      {count === 0 ? 'No connection had to be updated.' : `${count} of ${count} use it from their next request on.`}
    </span>
  </p>
)

const Failed = ({ failed }: { failed: ResealReport['failed'] }) => (
  <div role="alert">
    <p>{countInWords(failed.map(({ grant }) => grant))} could not be updated and still use the old key:</p>
    <ul className={classes['grants']}>
      {failed.map(({ grant, problem }) => (
        <li key={grant.grantId}>
          <span>{grant.name}</span>
          <span className={classes['quiet']}>{sentenceOf(problem)}</span>
        </li>
      ))}
    </ul>
  </div>
)
