import { Alert } from '@mantine/core'
import { AnchorLink } from '../ui/index.js'

/** What an account without a password is asked for before a change that cannot be taken back lightly. */
export const SignInAgain = ({ next = '/settings' }: { next?: string }) => (
  <Alert role="alert" color="yellow" variant="light">
    For this, your last sign-in has to be less than 15 minutes old.{' '}
    <AnchorLink to="/sign-in" search={{ next }}>
      Sign in again
    </AnchorLink>{' '}
    by mailed link or passkey.
  </Alert>
)
