import { Checkbox } from '@mantine/core'

/** Whether a new key is tried before it is saved. */
export const CheckOption = ({ name, isBusy }: { name: string; isBusy: boolean }) => (
  <Checkbox
    name="check"
    defaultChecked
    disabled={isBusy}
    label="Check that it works"
    description={`One free call to ${name}, with the key sealed like any other.`}
  />
)
