import { SimpleGrid, TextInput } from '@mantine/core'
import type { Limits, TermsProblem } from './parse-terms.js'

interface LimitFieldsProps {
  readonly limits: Limits
  readonly problems?: TermsProblem
}

/** How often, and how many at once; an empty field is no limit. Read with `readTermsText`. */
export const LimitFields = ({ limits, problems = {} }: LimitFieldsProps) => (
  <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
    <TextInput
      name="requestsPerMinute"
      label="Requests a minute"
      placeholder="No limit"
      inputMode="numeric"
      autoComplete="off"
      defaultValue={limits.requestsPerMinute ?? ''}
      error={problems.requestsPerMinute}
    />
    <TextInput
      name="concurrentRequests"
      label="Requests at once"
      placeholder="No limit"
      inputMode="numeric"
      autoComplete="off"
      defaultValue={limits.concurrentRequests ?? ''}
      error={problems.concurrentRequests}
    />
  </SimpleGrid>
)
