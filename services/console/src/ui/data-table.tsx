import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { problemIn } from '../api/index.js'
import classes from './data-table.module.css'
import { ProblemNote } from './problem-note.js'

export interface Column<Row> {
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Figures stand right, one below the other. */
  readonly align?: 'left' | 'right'
  /** The cell that names the row, to a screen reader too. */
  readonly isName?: boolean
}

/** The part of a query that a table needs. */
interface TableQuery<Row> {
  readonly data: readonly Row[] | undefined
  readonly isError: boolean
  readonly error: unknown
  readonly refetch: () => unknown
}

interface DataTableProps<Row> {
  /** What the table shows, for a screen reader. */
  readonly caption: string
  readonly query: TableQuery<Row>
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  /** Instead of a table without rows. */
  readonly empty: ReactNode
}

const LOADING_ROWS = [0, 1, 2]

/** Rows of one kind, with the three other states: loading, failed, none. On a phone each row is a small card. */
export function DataTable<Row>({ caption, query, columns, rowKey, empty }: DataTableProps<Row>) {
  const { data } = query
  if (data === undefined && query.isError) {
    return <ProblemNote problem={problemIn(query.error)} onRetry={() => void query.refetch()} />
  }
  if (data?.length === 0) return empty
  return (
    <table className={classes['table']} aria-busy={data === undefined}>
      <caption className="for-readers">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ header, align }) => (
            <th key={header} scope="col" data-align={align}>
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data === undefined
          ? LOADING_ROWS.map((row) => <LoadingRow key={row} columns={columns} />)
          : data.map((row) => <DataRow key={rowKey(row)} row={row} columns={columns} />)}
      </tbody>
    </table>
  )
}

function DataRow<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map(({ header, align, isName, cell }) => {
        const Cell = isName ? 'th' : 'td'
        return (
          <Cell key={header} data-label={header} data-align={align} {...(isName ? { scope: 'row' } : {})}>
            {cell(row)}
          </Cell>
        )
      })}
    </tr>
  )
}

function LoadingRow<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map(({ header, align }) => (
        <td key={header} data-label={header} data-align={align}>
          <Skeleton height={12} my={6} width="60%" />
        </td>
      ))}
    </tr>
  )
}
