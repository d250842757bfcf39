import { Checkbox, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { isPriced } from '../protected-keys/catalogue.js'
import { allProtectedKeysQuery, type ProtectedKey } from '../protected-keys/queries.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { MethodBoxes } from './own-scope-fields.js'
import { LIVES, type TokenProblem, type TokenText } from './parse-management-token.js'

interface BoundsFieldsProps {
  readonly text: TokenText
  readonly problems: TokenProblem
  readonly onChange: (change: Partial<TokenText>) => void
}

/** What a provisioner can never exceed. */
export const BoundsFields = (props: BoundsFieldsProps) => {
  const { text, problems, onChange } = props
  const { id: workspaceId } = useWorkspace()
  const query = useQuery(allProtectedKeysQuery(useClient(), workspaceId))
  const chosen = (query.data ?? []).filter(({ id }) => text.connectionIds.includes(id))
  // A budget for an API whose calls have no price would be refused.
  const arePriced = chosen.length > 0 && chosen.every(({ upstream }) => isPriced(upstream))
  return (
    <>
      <KeyBoxes {...props} query={query} />
      <MethodBoxes label="Methods of its keys" {...props} />
      <Textarea
        label="Paths of its keys"
        description="Globs, one a line. A key that it mints may name these or less."
        placeholder="/crm/v3/objects/contacts/*"
        autosize
        minRows={2}
        spellCheck={false}
        value={text.paths}
        onChange={(event) => onChange({ paths: event.currentTarget.value })}
        error={problems.paths}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NativeSelect
          label="Longest life of a key"
          value={text.ttlSecondsMax}
          onChange={(event) => onChange({ ttlSecondsMax: event.currentTarget.value })}
          data={[...LIVES]}
        />
        <TextInput
          label="Live keys at once"
          inputMode="numeric"
          value={text.liveKeysMax}
          onChange={(event) => onChange({ liveKeysMax: event.currentTarget.value })}
          error={problems.liveKeysMax}
        />
        <TextInput
          label="Calls a minute, each"
          placeholder="No limit"
          inputMode="numeric"
          value={text.requestsPerMinuteMax}
          onChange={(event) => onChange({ requestsPerMinuteMax: event.currentTarget.value })}
          error={problems.requestsPerMinuteMax}
        />
        {arePriced ? (
          <TextInput
            label="Dollars a day, each"
            placeholder="No cap"
            leftSection="$"
            inputMode="decimal"
            value={text.dailyBudget}
            onChange={(event) => onChange({ dailyBudget: event.currentTarget.value })}
            error={problems.dailyBudget}
          />
        ) : null}
      </SimpleGrid>
      <TextInput
        label="Query parameters that all its keys deny"
        description="Separated by spaces; empty: none."
        spellCheck={false}
        value={text.deniedQueryParameters}
        onChange={(event) => onChange({ deniedQueryParameters: event.currentTarget.value })}
        error={problems.deniedQueryParameters}
      />
      <Textarea
        label="Its keys may be used from"
        description="Addresses and networks, one a line. Empty: from anywhere."
        autosize
        minRows={1}
        spellCheck={false}
        value={text.keyCidrs}
        onChange={(event) => onChange({ keyCidrs: event.currentTarget.value })}
        error={problems.keyCidrs}
      />
    </>
  )
}

interface KeyBoxesProps extends BoundsFieldsProps {
  readonly query: UseQueryResult<readonly ProtectedKey[]>
}

const KeyBoxes = ({ text, problems, onChange, query }: KeyBoxesProps) => (
  <Checkbox.Group
    size="md"
    label="Protected keys that its keys stand in for"
    value={[...text.connectionIds]}
    onChange={(connectionIds) => onChange({ connectionIds, dailyBudget: '' })}
    error={problems.connectionIds}
  >
    <QueryView query={query}>
      {(protectedKeys) => (
        <Stack gap={8} mt={4}>
          {protectedKeys.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
          {protectedKeys.length === 0 ? (
            <p className={classes['quiet']}>There is none yet: protect a key first.</p>
          ) : null}
        </Stack>
      )}
    </QueryView>
  </Checkbox.Group>
)
