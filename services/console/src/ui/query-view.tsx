import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemIn } from '../api/index.js'
import { ProblemNote } from './problem-note.js'

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>
  /** What stands there while it loads: of the size of what comes, so that nothing jumps. */
  readonly loading?: ReactNode
  readonly children: (data: T) => ReactNode
}

/** The three states of anything that is asked for: loading, failed (with another try), there. */
export function QueryView<T>({ query, loading, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ProblemNote problem={problemIn(query.error)} onRetry={() => void query.refetch()} />
  return (
    <div role="status" aria-label="Loading">
      {loading ?? <Skeleton height={120} radius="md" />}
    </div>
  )
}
