import { Button } from '@mantine/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import classes from './more.module.css'

interface MoreProps {
  readonly query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
  readonly label?: string
  /** It stands below cards, not in a panel. */
  readonly isLoose?: boolean
  /** What there is to say beside the button. */
  readonly children?: ReactNode
}

/** The next page of a list, while there is one. */
export const More = ({ query, label = 'Show more', isLoose, children }: MoreProps) =>
  query.hasNextPage ? (
    <div className={classes['more']} data-loose={isLoose}>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {label}
      </Button>
      {children}
    </div>
  ) : null
