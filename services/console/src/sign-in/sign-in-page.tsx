import { IconMail } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { AnchorLink, ButtonLink } from '../ui/index.js'
import { PasskeyButton } from './passkey-button.js'
import { PasswordForm } from './password-form.js'
import { Or, Sheet } from './sheet.js'
import classes from './sheet.module.css'

export const SignInPage = () => {
  const { next } = useSearch({ from: '/public/sign-in' })
  return (
    <Sheet title="Sign in">
      <PasswordForm how="login" next={next} />
      <Or />
      <div className={classes['ways']}>
        <PasskeyButton next={next} />
        <ButtonLink
          to="/sign-in/link"
          search={{ next }}
          variant="default"
          size="md"
          leftSection={<IconMail size={20} aria-hidden="true" />}
        >
          E-mail me a link
        </ButtonLink>
      </div>
      <p className={classes['switch']}>
        New here?{' '}
        <AnchorLink to="/register" search={{ next }}>
          Create an account
        </AnchorLink>
      </p>
    </Sheet>
  )
}
