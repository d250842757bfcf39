import { Button } from '@mantine/core'
import { IconCode, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  AnchorLink,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  Page,
  Panel,
  StatusBadge,
  Time,
} from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import classes from './developer.module.css'
import { NewAppDialog } from './new-app-dialog.js'
import { type App, appsQuery } from './queries.js'

/** The apps of somebody who builds with 1Relay. */
export const DeveloperPage = () => {
  const [isMaking, setMaking] = useState(false)
  const query = useQuery(appsQuery(useClient()))
  const make = (
    <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={() => setMaking(true)}>
      New app
    </Button>
  )
  return (
    <Page
      title="Developer"
      lead="Apps of yours that ask people to connect their keys."
      actions={
        <>
          <ButtonLink to="/docs/$slug" params={{ slug: 'quick-start' }} variant="default">
            Quick start
          </ButtonLink>
          {make}
        </>
      }
    >
      <Panel flush>
        <DataTable
          caption="Your apps, oldest first"
          query={query}
          columns={COLUMNS}
          rowKey={({ clientId }) => clientId}
          empty={
            <EmptyState icon={<IconCode size={28} stroke={1.6} />} title="No apps yet" action={make}>
              An app gets a client id and a secret, and may show Link on the pages that you register.
            </EmptyState>
          }
        />
      </Panel>
      <NewAppDialog opened={isMaking} onClose={() => setMaking(false)} />
    </Page>
  )
}

const COLUMNS: readonly Column<App>[] = [
  {
    header: 'Name',
    isName: true,
    cell: ({ clientId, name, isTest }) => (
      <>
        <AnchorLink to="/developer/$clientId" params={{ clientId }}>
          {name}
        </AnchorLink>{' '}
        {isTest ? <StatusBadge tone="warning">Test</StatusBadge> : null}
      </>
    ),
  },
  { header: 'Client id', cell: ({ clientId }) => <code className={classes['id']}>{clientId}</code> },
  { header: 'Origins', cell: ({ origins }) => origins.join(', ') },
  { header: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
]
