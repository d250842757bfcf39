import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { ENDS, KEEP, type KeyProblem, type KeyText, NEVER } from './parse-key.js'

interface EndFieldsProps {
  readonly text: KeyText
  readonly problems: KeyProblem
  /** An issued key may keep its end. */
  readonly canKeep: boolean
  readonly onChange: (change: Partial<KeyText>) => void
}

/** When a key ends by itself, and where it belongs. */
export const EndFields = ({ text, problems, canKeep, onChange }: EndFieldsProps) => (
  <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
    <NativeSelect
      label="Expires"
      value={text.ends}
      onChange={(event) => onChange({ ends: event.currentTarget.value })}
      data={[...(canKeep ? [KEEP] : []), ...ENDS, ...(text.owner === 'application' ? [NEVER] : [])]}
      error={text.ends === 'date' ? undefined : problems.endsAt}
    />
    {text.ends === 'date' ? (
      <TextInput
        type="datetime-local"
        label="Date and time"
        value={text.endsAt}
        onChange={(event) => onChange({ endsAt: event.currentTarget.value })}
        error={problems.endsAt}
      />
    ) : null}
    <TextInput
      label="Environment"
      placeholder="production"
      maxLength={30}
      autoComplete="off"
      value={text.environment}
      onChange={(event) => onChange({ environment: event.currentTarget.value })}
      error={problems.environment}
    />
  </SimpleGrid>
)
