import { useSearch } from '@tanstack/react-router'
import { AnchorLink } from '../ui/index.js'
import { PasswordForm } from './password-form.js'
import { Sheet } from './sheet.js'
import classes from './sheet.module.css'

export const SignInPage = () => {
  const { next } = useSearch({ from: '/public/sign-in' })
  return (
    <Sheet title="Sign in">
      <PasswordForm how="login" next={next} />
      <p className={classes['switch']}>
        New here?{' '}
        <AnchorLink to="/register" search={{ next }}>
          Create an account
        </AnchorLink>
      </p>
    </Sheet>
  )
}
